"""How long readers' comments waited for a moderator, measured."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Window
from django.db.models.functions import RowNumber

from comments.models import CountedFigures, Decision, Status
from cramps_site.lib.for_a_moment import for_a_moment

MEASURED = timedelta(days=30)
FEWEST = 10  # decisions of which something can be said
KEPT_FOR = 60  # seconds


@dataclass(frozen=True)
class WaitingTime:
    """`half` were decided within this long, and `most`, nine in ten, within that."""

    half: str
    most: str


@for_a_moment(KEPT_FOR)
def waiting_time():
    """The WaitingTime of the last 30 days, as it was counted last. None if too few were decided."""
    last = CountedFigures.objects.first()
    wait = last.figures["spans"][0][1]["wait"] if last else None
    return wait and WaitingTime(**wait)


def first_decisions():
    """What moderators here decided first of what readers wrote. No comment waits twice."""
    made_here = Decision.objects.exclude(code="imported")
    return made_here.filter(before=Status.WAITING, comment__person=None, by__isnull=False, undoes=None)


def waits(decided, period):
    """{period: WaitingTime} of decisions, by one query. Periods with too few are left out.

    `period` is an expression of Decision.
    """
    wait = ExpressionWrapper(F("made_at") - F("comment__posted_at"), DurationField())
    placed = decided.annotate(period=period, wait=wait).annotate(
        place=Window(RowNumber(), partition_by="period", order_by="wait"),
        number=Window(Count("pk"), partition_by="period"),
    )
    told = placed.filter(place_of(5) | place_of(9), number__gte=FEWEST).order_by("period", "place")
    found = {}
    for period, wait in told.values_list("period", "wait"):
        found.setdefault(period, []).append(wait)
    return {period: WaitingTime(in_words(both[0]), in_words(both[-1])) for period, both in found.items()}


def place_of(tenths):
    """The shortest time within which so many tenths of them were decided."""
    return Q(place=(F("number") * tenths + 9) / 10)


def in_words(time):
    """Rounded up, so that it is never said to go faster than it did."""
    hours = max(1, -(-time // timedelta(hours=1)))
    if hours < 24:
        return "an hour" if hours == 1 else f"{hours} hours"
    days = -(-time // timedelta(days=1))
    return "a day" if days == 1 else f"{days} days"
