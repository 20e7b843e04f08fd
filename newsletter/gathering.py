"""Which articles an issue may hold next."""

from articles.models import Article
from newsletter.models import Issue

AT_MOST = 10


def proposed(issue=None):
    """Published articles that stand in no issue that went out, nor in `issue`: newest first, at most ten."""
    went_out = Issue.objects.filter(kind=Issue.Kind.ISSUE, frozen_at__isnull=False)
    fresh = Article.objects.published().exclude(issues__in=went_out)
    if issue is not None:
        fresh = fresh.exclude(issues=issue)
    return fresh.order_by("-published_at", "-pk")[:AT_MOST]
