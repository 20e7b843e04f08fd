"""What became of readers' comments, in numbers, for everybody. No names, no words."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import TruncMonth
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import version_of_site
from comments.models import Comment, Decision, QueuedFor, Status
from comments.reasons import label_for
from comments.waiting_time import KEPT_FOR, MEASURED, first_decisions, waits
from cramps_site.lib.pages import clock, kept, public_page

MONTHS = 12
KEY = "comments.figures"
STALE_FOR = 24 * 60 * 60  # seconds that old figures are shown while one reader's request counts anew


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


def version_of_figures():
    return clock(KEPT_FOR), version_of_site()


@require_safe
@kept(version_of_figures)
@public_page
def figures_page(request):
    return render(request, "comments/figures.html", figures())


def figures():
    """{"spans": [(name, Figures)], "months": [(month, Figures)]}, about ten minutes old at most."""
    found = cache.get(KEY)
    if found is None or cache.add(f"{KEY}.fresh", True, KEPT_FOR):
        found = counted()
        cache.set(KEY, found, STALE_FOR)
        cache.set(f"{KEY}.fresh", True, KEPT_FOR)
    return found


def counted():
    now, whole = timezone.now(), Value(0)
    lately, first_month = now - MEASURED, month_before(timezone.localtime(now), MONTHS - 1)
    months = by_period(first_month, TruncMonth("posted_at"), TruncMonth("made_at"))
    spans = [
        ("Last 30 days", by_period(lately, whole, whole).get(0, Figures())),
        ("In all", by_period(None, whole, whole).get(0, Figures())),
    ]
    return {"spans": spans, "months": sorted(months.items(), reverse=True), "counted_at": now}


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
