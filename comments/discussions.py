"""Whether and how an article takes comments: the one place that knows the rule."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.models import Article
from comments.models.discussion import LIMITS, ArticleDiscussion, Mode, SiteDiscussion
from cramps_site.lib.subqueries import Row

OF_ARTICLE = ["mode", "close_after", "hold_after"]
OF_SITE = [*OF_ARTICLE, "stopped", *LIMITS]


@dataclass(frozen=True)
class Discussion:
    """How comments on one article are taken now. `site` has the limits; `why` is the beginning of a sentence."""

    mode: str
    why: str
    site: SiteDiscussion
    hold_after: int | None  # days from publication

    @property
    def takes_comments(self):
        return self.mode in {Mode.OPEN, Mode.HOLD}

    @property
    def shows_comments(self):
        return self.mode != Mode.HIDDEN

    @property
    def holds_all(self):
        return self.mode == Mode.HOLD


@cache
def discussion_columns(article):
    """Annotations from which `discussion_of` knows the rule; `article` names the article's key in the row."""
    own = ArticleDiscussion.objects.filter(article=OuterRef(article)).values(row=as_row(OF_ARTICLE))
    site = SiteDiscussion.objects.values(row=as_row(OF_SITE))
    return {"own_discussion": Subquery(own[:1]), "site_discussion": Subquery(site[:1])}


def as_row(fields):
    return Row(**{field: field for field in fields})


def discussion_of(article, row=None):
    """The Discussion of an article. One query, or none where the article or `row` has the `discussion_columns`."""
    row = row or article
    if not hasattr(row, "site_discussion"):
        row = Article.objects.only("pk").annotate(**discussion_columns("pk")).get(pk=article.pk)
    site, own = SiteDiscussion(**row.site_discussion or {}), row.own_discussion or {}
    own = {field: value for field, value in own.items() if value}
    mode, why = mode_and_why(article, site, own)
    return Discussion(mode, why, site, hold_after=own.get("hold_after", site.hold_after))


def mode_and_why(article, site, own):
    """What the article says goes before what the site says, for each setting; the stricter rule before the milder."""
    mode = own.get("mode", site.mode)
    close_after = own.get("close_after", site.close_after)
    if mode == Mode.HIDDEN:
        return Mode.HIDDEN, "There are no comments on this article"
    if site.stopped:
        return Mode.CLOSED, "No comments are taken at the moment, on any article"
    if mode == Mode.CLOSED:
        return Mode.CLOSED, f"Comments on this {'article' if 'mode' in own else 'site'} are closed"
    if is_older(article, close_after):
        return Mode.CLOSED, f"Comments on this article closed {days(close_after)} after it appeared"
    if is_older(article, own.get("hold_after", site.hold_after)):
        return Mode.HOLD, ""
    return mode, ""


def is_older(article, limit):
    """Whether it was published at least `limit` days ago. Never where there is no limit, or no publication yet."""
    if limit is None or article.published_at is None:
        return False
    return timezone.now() - article.published_at >= timedelta(days=limit)


def days(number):
    return "a day" if number == 1 else f"{number} days"
