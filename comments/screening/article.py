"""Articles that have been out for long: spam comes to them, and few of the questions are new."""

from datetime import timedelta

from django.utils import timezone

from comments.models import ArticleDiscussion, SiteDiscussion
from comments.screening.noticed import Noticed


def old_article(draft):
    days, published = hold_after(draft.article), draft.article.published_at
    if days is None or published is None or timezone.now() < published + timedelta(days=days):
        return []
    return [Noticed("old_article", f"{days} days")]


def hold_after(article):
    """Days from publication: the article's own, else the site's, else as a new site has it. None: never."""
    own = ArticleDiscussion.objects.filter(article=article).values_list("hold_after", flat=True).first()
    if own is not None:
        return own
    return (SiteDiscussion.objects.first() or SiteDiscussion()).hold_after
