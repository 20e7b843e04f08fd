"""Mail that mail servers send back: what became of a letter (RFC 3464), and who complained of it (RFC 5965)."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.utils import parsedate_to_datetime

from django.utils import timezone

from cramps_site.lib.server_words import one_line
from newsletter.bounces.statuses import ENHANCED, bounce_of, codes_in
from newsletter.models import DeliveryEvent

Kind = DeliveryEvent.Kind
SENT_TO = ["To", "Delivered-To", "X-Original-To", "Envelope-To"]
TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{22}(?=@)")  # as in bounces+TOKEN@host and <TOKEN@host>
RETURNED = ["rfc822", "rfc822-headers", "global", "global-headers"]
TOKENS_AT_MOST = 20
BLANK_LINE = re.compile(r"\r?\n\r?\n")
SAYS_NOTHING = re.compile(r"[245]\.0\.0")
COMPLAINTS = {"abuse": Kind.COMPLAINT, "opt-out": Kind.LEFT}


class NoReport(Exception):
    """A mail that tells nothing of a letter. In words for who runs the site."""


@dataclass(frozen=True)
class Report:
    """`tokens` may be anybody's: whoever writes such a mail may put in what they like."""

    kind: Kind
    code: str
    words: str
    happened_at: datetime
    tokens: list
    message_id: str


def read(raw):
    """The Report in a mail, which is bytes of any kind. Raises NoReport."""
    try:
        mail = message_from_bytes(raw)
        return of_mail(mail)
    except NoReport:
        raise
    except Exception as error:  # what others write may break a parser anywhere
        raise NoReport(f"cannot be read ({type(error).__name__})") from error


def of_mail(mail):
    report = next((part for part in mail.walk() if part.get_content_type() == "multipart/report"), None)
    if report is None or not report.is_multipart():
        raise NoReport("is no report of RFC 3464 or RFC 5965")
    parts = {part.get_content_subtype(): part for part in reversed(report.get_payload())}
    original = returned(parts)
    status = parts.get("delivery-status", parts.get("global-delivery-status"))
    if status is not None:
        groups = fields(status)
        kind, code, words = of_delivery(groups)
    elif "feedback-report" in parts:
        groups = fields(parts["feedback-report"])
        kind, code, words = of_complaint(groups)
    else:
        raise NoReport("is a report of something else")
    places = [*every(mail, SENT_TO), *every(original, ["Message-ID", "Return-Path"])]
    places += [str(value) for group in groups for value in group.values()]
    return Report(
        kind,
        code,
        words,
        happened_at=date_of(mail),
        tokens=TOKEN.findall(" ".join(places))[:TOKENS_AT_MOST],
        message_id=str(mail.get("Message-ID", "")),
    )


def tokens_written_to(raw):
    """The tokens in the addresses that a mail was sent to."""
    try:
        return TOKEN.findall(" ".join(every(message_from_bytes(raw), SENT_TO)))[:TOKENS_AT_MOST]
    except Exception:  # what others write may break a parser anywhere
        return []


def returned(parts):
    """The headers of the letter that it is about. Python takes every message/… for a mail."""
    part = next((parts[kind] for kind in RETURNED if kind in parts), None)
    if part is None:
        return message_from_string("")
    return part.get_payload(0) if part.is_multipart() else message_from_string(part.get_payload())


def fields(part):
    """The groups of fields: of the mail first, then of each recipient. Python itself splits only the ASCII form."""
    groups = part.get_payload() if part.is_multipart() else [message_from_string(part.get_payload())]
    rest = groups[-1].get_payload()
    more = BLANK_LINE.split(rest) if isinstance(rest, str) else []
    return [*groups, *map(message_from_string, more)]


def of_delivery(groups):
    """(kind, code, words). Our letters have one recipient each."""
    recipients = [group for group in groups if group["Action"]]
    if not recipients:
        raise NoReport("names no recipient")
    failed = [group for group in recipients if word(group, "Action") == "failed"]
    group = (failed or recipients)[0]
    status, words = word(group, "Status"), one_line(str(group.get("Diagnostic-Code", "")))
    if word(group, "Action") == "delivered":
        return Kind.DELIVERED, status, words
    if not failed:
        raise NoReport(f"says “{word(group, 'Action')}”: nothing is decided yet")
    said = words if SAYS_NOTHING.fullmatch(status) and ENHANCED.search(words) else f"{status} {words}"
    return bounce_of(said), codes_in(said), words or status


def of_complaint(groups):
    kind = COMPLAINTS.get(word(groups[0], "Feedback-Type"))
    if kind is None:
        raise NoReport(f"says “{word(groups[0], 'Feedback-Type')}”, which is no complaint")
    return kind, "", one_line(str(groups[0].get("User-Agent", "")))


def word(group, name):
    """The first word of a field: a comment may follow."""
    return one_line(str(group.get(name, ""))).partition(" ")[0].lower()


def every(message, names):
    return [str(value) for name in names for value in message.get_all(name, [])]


def date_of(mail):
    """When the report was written; now where it does not say."""
    try:
        moment = parsedate_to_datetime(str(mail["Date"]))
    except (TypeError, ValueError, OverflowError):
        return timezone.now()
    return moment if moment.tzinfo else timezone.now()
