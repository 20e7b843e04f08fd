"""The headers of an issue's letter, each a whole line of ASCII.

Written here and not by Python's policy, which encodes any word of more than about 75 characters
(python/cpython#85725): a folded List-Unsubscribe is no button in mail programs.
"""

import re
from base64 import b64encode
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cramps_site.lib.addresses import canonical
from cramps_site.lib.site import absolute
from newsletter.bounces.services import SERVICES
from newsletter.marks import LEAVE
from newsletter.models.issue import Issue
from newsletter.rendering import archive_address

BYTES_A_WORD = 45  # 60 as base64: 72 of the 75 characters that an encoded word may have (RFC 2047, section 2)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def of_edition(edition):
    """What stands in every letter of the edition, each reader's own link as its mark: [(name, value)]."""
    issue = edition.issue
    newsletter = absolute(reverse("newsletter:newsletter"))
    archive = archive_address(issue)
    by_machine = [("Auto-Submitted", "auto-generated")] if issue.kind == Issue.Kind.DIGEST else []
    return [
        ("From", mailbox(settings.MAIL_FROM)),
        ("Reply-To", mailbox(settings.REPLY_TO)),
        ("Subject", words(edition.subject)),
        ("MIME-Version", "1.0"),
        ("List-Id", f"{words(f'{settings.SITE_NAME} newsletter', phrase=True)} <newsletter.{settings.SITE_HOST}>"),
        ("List-Help", f"<{newsletter}>"),
        ("List-Subscribe", f"<{newsletter}>"),
        ("List-Archive", f"<{newsletter}>"),
        ("List-Owner", f"<mailto:{parseaddr(settings.REPLY_TO)[1]}>"),
        ("List-Unsubscribe", f"<{absolute(reverse('newsletter:leave', args=[LEAVE]))}>{leave_by_mail()}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "bulk"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Feedback-ID", f"i{issue.pk}:{issue.kind}:newsletter:{settings.SITE_HOST}"),
        ("Content-Language", "en"),
        *by_machine,
        *([("Archived-At", f"<{archive}>")] if archive else []),
    ]


def leave_by_mail():
    """The second way to leave, after the one click: a mail to the mailbox that read_bounces reads, if there is one."""
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f",\r\n <mailto:{local}+{LEAVE}@{domain}>" if local else ""


def of_reader(delivery):
    """What is this reader's alone. ValidationError for an address that is not exactly one mailbox."""
    return [*to_one(delivery), *for_mail_service(delivery)]


def to_one(row):
    """What is of one letter alone, whoever gets it. `row` has its address, and when it was claimed."""
    return [
        ("To", canonical(row.address)),
        ("Date", dated(row.claimed_at or timezone.now())),
        ("Message-ID", row.message_id()),
    ]


dated = lru_cache(maxsize=4)(format_datetime)  # letters that were claimed together have one date


def for_mail_service(delivery):
    """What the mail service repeats in its reports, if there is one."""
    service = SERVICES.get(settings.EVENTS_SERVICE)
    return service.headers(delivery.bounce_token()) if service else []


def lines(headers):
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")


def mailbox(written):
    """`Name <name@example.org>`, the name encoded where it must be."""
    name, address = parseaddr(written)
    return f"{words(name, phrase=True)} <{address}>" if name else address


def words(text, *, phrase=False):
    """One line of words in any language (RFC 2047); control characters become spaces. `phrase`: before an address."""
    text = " ".join(CONTROL.sub(" ", text).split())
    plain = r"[A-Za-z0-9 ]*" if phrase else r"[ -~]*"
    if re.fullmatch(plain, text) and "=?" not in text and len(text) <= 900:
        return text
    return "\r\n ".join(f"=?utf-8?b?{piece}?=" for piece in pieces(text))


def pieces(text):
    """Base64 of the words in pieces that end between characters."""
    piece = b""
    for character in map(str.encode, text):
        if len(piece) + len(character) > BYTES_A_WORD:
            yield b64encode(piece).decode()
            piece = b""
        piece += character
    yield b64encode(piece).decode()
