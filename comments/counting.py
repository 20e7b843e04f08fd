"""What became of readers' comments, counted by a process that the worker starts: a million take more than a minute."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from time import monotonic

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import TruncMonth
from django.utils import timezone

from comments.models import Comment, CountedFigures, Decision, QueuedFor, Status
from comments.reasons import label_for
from comments.waiting_time import MEASURED, first_decisions, waits
from cramps_site.lib.apart import Apart

MONTHS = 12
EVERY = timedelta(minutes=10)
REST = 20  # times as long as the last count took: counting has a twentieth of a core at most
counting = Apart("count_figures", every=60.0)
stop = counting.stop


@dataclass
class Figures:
    """Of the comments received in one span: where they stand now. Of its decisions: how long, appeals, edits."""

    received: int = 0
    states: dict = field(default_factory=dict)
    reasons: list = field(default_factory=list)  # (label, number), the most frequent first
    wait: object = None  # WaitingTime, or None where too few were decided
    appeals: int = 0
    appeals_granted: int = 0
    edits: int = 0
    edits_accepted: int = 0


def work():
    """For the worker: start the process where the figures are old. Never asks to be called again at once."""
    if counting.may_start and are_old():
        counting.start()
    return False


def are_old():
    last = CountedFigures.objects.values_list("counted_at", "took").first()
    return last is None or timezone.now() - last[0] >= max(EVERY, REST * timedelta(seconds=last[1]))


def count():
    """Count, and keep what was counted for who reads it. Two at once store the same."""
    now, began = timezone.now(), monotonic()
    counted = figures(now)
    kept = {"counted_at": now, "took": monotonic() - began, "figures": counted}
    CountedFigures.objects.update_or_create(pk=1, defaults=kept)


def figures(now):
    """{"spans": [(name, Figures)], "months": [(first day, Figures)]} as JSON has it."""
    whole = Value(0)
    lately, first_month = now - MEASURED, month_before(timezone.localtime(now), MONTHS - 1)
    months = by_period(first_month, TruncMonth("posted_at"), TruncMonth("made_at"))
    return {
        "spans": [
            ("Last 30 days", asdict(by_period(lately, whole, whole).get(0, Figures()))),
            ("In all", asdict(by_period(None, whole, whole).get(0, Figures()))),
        ],
        "months": [(f"{month:%Y-%m-%d}", asdict(found)) for month, found in sorted(months.items(), reverse=True)],
    }


def month_before(moment, number):
    """The first instant of the month so many before that of `moment`."""
    month = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(number):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def by_period(since, posted, made):
    """{period: Figures}, by four queries. `posted` and `made` are the period of a comment, of a decision."""
    received = Comment.objects.filter(person=None, imported_from=None)
    decided = Decision.objects.filter(undoes=None, undone_by=None)
    first = first_decisions()
    if since:
        received = received.filter(posted_at__gte=since)
        decided, first = decided.filter(made_at__gte=since), first.filter(made_at__gte=since)
    found = {}
    count_states(found, received.annotate(period=posted))
    count_reasons(found, received.annotate(period=posted))
    count_second_looks(found, decided.annotate(period=made))
    for period, wait in waits(first, made).items():
        found.setdefault(period, Figures()).wait = wait
    return found


def count_states(found, received):
    for period, status, number in received.order_by().values_list("period", "status").annotate(Count("pk")):
        figures = found.setdefault(period, Figures())
        figures.states[status] = number
        figures.received += number


def count_reasons(found, received):
    """By the code of the decision by which each stands rejected."""
    rejections = Decision.objects.filter(comment=OuterRef("pk"), after=Status.REJECTED).order_by("-pk")
    rejected = received.filter(status=Status.REJECTED).annotate(code=Subquery(rejections.values("code")[:1]))
    for period, code, number in rejected.order_by().values_list("period", "code").annotate(number=Count("pk")):
        found[period].reasons.append((label_for(code) if code else "No reason given", number))
    for figures in found.values():
        figures.reasons.sort(key=lambda reason: (-reason[1], reason[0]))


def count_second_looks(found, decided):
    """Appeals and edits that were decided, and how many in the writer's favour."""
    accepted = Q(after=Status.APPROVED) & ~Q(words=Decision.Words.REFUSED)
    looks = decided.filter(about__in=[QueuedFor.APPEAL, QueuedFor.EDIT]).order_by().values_list("period", "about")
    for period, about, number, granted in looks.annotate(Count("pk"), granted=Count("pk", filter=accepted)):
        figures = found.setdefault(period, Figures())
        if about == QueuedFor.APPEAL:
            figures.appeals, figures.appeals_granted = number, granted
        else:
            figures.edits, figures.edits_accepted = number, granted
