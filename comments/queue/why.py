"""Why a comment waits, in lines: what the checks noticed, and what brought it back."""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from comments.models import QueuedFor, Report, Status
from comments.queue.texts import stands_in
from comments.reasons import label_for
from comments.scoring import PUT_LAST_FROM
from comments.screening.checks import EMERGENCY
from comments.screening.words import in_words

# From which probability of spam on the score is called what.
LIKELIHOODS = [
    (PUT_LAST_FROM, "very likely spam"),
    (0.7, "likely spam"),
    (0.3, "perhaps spam, perhaps not"),
    (0.1, "likely no spam"),
    (0, "very likely no spam"),
]
PERSONAL = "personal"  # how the names of checks for personal data begin


@dataclass
class Why:
    """One line of why it waits. `kind` is that of a Piece."""

    text: str
    kind: str = ""
    rule: int | None = None
    search: str = ""  # what finds all that have the same


def kind_of(reason):
    if reason.check_name == EMERGENCY:
        return "care"
    return "private" if reason.check_name.startswith(PERSONAL) else ""


def why_it_waits(card):
    """The lines of a Card, at least one."""
    lines = [
        Why(in_words(reason) + where(reason, card.comment), kind_of(reason), reason.rule_id, search_for(reason, card))
        for reason in card.reasons
    ]
    lines = [*why_it_is_back(card), *lines]
    return [*(lines or [Why("Nothing noticed")]), *what_is_guessed(card.comment)]


def where(reason, comment):
    """Said of a link or a rule that was found in the name alone, where nobody would look for it."""
    if not reason.check_name.startswith(("link", "rule")) or not stands_in(comment.name, reason.excerpt):
        return ""
    return "" if stands_in(comment.words_to_decide, reason.excerpt) else ", in the name"


def search_for(reason, card):
    """A link's host, as its writer wrote it. Nothing of those that hide it, which a search would not find."""
    comment = card.comment
    written = f"{comment.name}\n{comment.words_to_decide}".lower()
    is_link = reason.check_name.startswith("link") and reason.excerpt in written
    return f'"{reason.excerpt}"' if is_link else ""


def what_is_guessed(comment):
    """What the score says of it, with the words that spoke most for that. No line where it says nothing."""
    if comment.guess is None:
        return []
    likely = next(words for least, words in LIKELIHOODS if comment.guess >= least)
    words = ", ".join(f"“{word}”" for word in comment.guess_words)
    last = ", so it waits at the end" if comment.put_last and comment.queued_at else ""
    return [Why(f"The score: {likely}{' for ' if words else ''}{words}{last}")]


def why_it_is_back(card):
    kind, record = card.is_queued_for, card.record
    if kind == QueuedFor.EDIT:
        return [Why(f"Edited after approval{by_whom(record)}; readers see the old words until then")]
    if kind == QueuedFor.REPORT:
        return [*why_reported(card.reports), Why(f"Approved{by_whom(record)}; it stays up until you decide")]
    if kind == QueuedFor.APPEAL:
        against = last(record, Status.REJECTED)
        named = f" against “{label_for(against.code)}” ({against.who}, {day(against.made_at)})" if against else ""
        return [Why(f"Appeal{named}. The writer says: “{card.comment.appeal}”")]
    return []


def why_reported(reports):
    """Of {"why", "words"} each."""
    kinds = groupby(Report.Why(why).label for why in sorted(report["why"] for report in reports))
    said = ", ".join(f"“{kind}” ({len(list(same))})" for kind, same in kinds)
    number = len(reports)
    lines = [Why(f"Reported by {number} reader{'' if number == 1 else 's'}{': ' if said else ''}{said}")]
    return lines + [Why(f"One of them wrote: “{report['words']}”") for report in reports if report["words"]]


def last(record, status):
    return next((decision for decision in reversed(record) if decision.after == status), None)


def by_whom(record):
    approval = last(record, Status.APPROVED)
    return f" by {approval.who}, {day(approval.made_at)}" if approval else ""


def day(moment):
    return f"{timezone.localtime(moment):%-d %B}"
