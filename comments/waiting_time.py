"""How long readers' comments waited for a moderator, measured."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from comments.models import Decision, Status

MEASURED = timedelta(days=30)
FEWEST = 10  # decisions of which something can be said
KEPT_FOR = 10 * 60  # seconds
KEY = "comments.waiting-time"


@dataclass(frozen=True)
class WaitingTime:
    """`half` were decided within this long, and `most`, nine in ten, within that."""

    half: str
    most: str


def waiting_time():
    """The WaitingTime of the last 30 days, at most ten minutes old. None if too few were decided."""
    return cache.get_or_set(KEY, measure, KEPT_FOR)


def measure():
    waits = sorted(posted_and_decided())
    if len(waits) < FEWEST:
        return None
    return WaitingTime(half=in_words(share(waits, 5)), most=in_words(share(waits, 9)))


def posted_and_decided():
    """How long each waited that a moderator decided in these days."""
    decided = first_decisions().filter(made_at__gte=timezone.now() - MEASURED)
    return [made_at - posted_at for made_at, posted_at in decided.values_list("made_at", "comment__posted_at")]


def first_decisions():
    """What moderators here decided first of what readers wrote. No comment waits twice."""
    made_here = Decision.objects.exclude(code="imported")
    return made_here.filter(before=Status.WAITING, comment__person=None, by__isnull=False, undoes=None)


def share(waits, tenths):
    """The shortest time within which so many tenths of them were decided."""
    return waits[-(-len(waits) * tenths // 10) - 1]


def in_words(time):
    """Rounded up, so that it is never said to go faster than it did."""
    hours = max(1, -(-time // timedelta(hours=1)))
    if hours < 24:
        return "an hour" if hours == 1 else f"{hours} hours"
    days = -(-time // timedelta(days=1))
    return "a day" if days == 1 else f"{days} days"
