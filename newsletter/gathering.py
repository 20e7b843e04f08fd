"""Which articles an issue may hold next."""

from django.db.models import Max

from articles.models import Article
from newsletter.models import Issue

AT_MOST = 10


def proposed(issue=None):
    """Articles published since the last issue went out, that stand neither in one nor in `issue`: newest first."""
    went_out = Issue.objects.filter(kind=Issue.Kind.ISSUE, frozen_at__isnull=False)
    fresh = Article.objects.published().exclude(issues__in=went_out)
    last = went_out.aggregate(Max("frozen_at"))["frozen_at__max"]
    if last is not None:
        fresh = fresh.filter(published_at__gt=last)
    if issue is not None:
        fresh = fresh.exclude(issues=issue)
    return fresh.order_by("-published_at", "-pk")[:AT_MOST]
