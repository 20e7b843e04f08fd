"""Where a reader may go from an article: what to read next, and its neighbours within its topic."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from articles.models import Article, Filing, Pick
from articles.models.publication import is_public
from cramps_site.lib.prepared import prepared
from cramps_site.lib.subqueries import row_count

RELATED = 3


@dataclass
class Onward:
    related: list = field(default_factory=list)
    earlier: Article | None = None
    later: Article | None = None


def onward(article):
    """One query. Picked articles first, in their order; then those that share most topics, newest first."""
    topics = [topic.pk for topic in article.topics_in_order]
    rows = rows_around(article.pk, article.published_at, timezone.now(), *topics)
    earlier = [row for row in rows if row.is_neighbour and age(row) < age(article)]
    later = [row for row in rows if row.is_neighbour and age(row) > age(article)]
    return Onward(
        related=[row for row in rows if row.pick is not None or row.shared][:RELATED],
        earlier=max(earlier, key=age, default=None),
        later=min(later, key=age, default=None),
    )


@prepared
def rows_around(article, published_at, now, *topics):
    """All of them at once, with what tells them apart. Takes the article's key, and those of its topics in order."""
    wanted, others = Q(pk__in=picked(article, now)), others_under(topics, article, now)
    for pks in [near(others), *neighbours(others_under(topics[:1], article, now), article, published_at)]:
        wanted |= Q(pk__in=pks)
    return with_nearness(Article.objects.filter(wanted), article, topics).order_by(*NEAREST_FIRST)


def picked(article, now):
    public = Pick.objects.filter(is_public("picked__", now), article=article)
    return public.values("picked")[:RELATED]


def near(others):
    """Those that share most topics. Where some of them were picked, the picks fill the places."""
    shared = others.values("article").annotate(shared=Count("pk"))
    nearest = shared.order_by("-shared", "-article__published_at", "-article")
    return nearest.values("article")[:RELATED]


def neighbours(others, article, published_at):
    """The next earlier, and the next later one."""
    same = Q(article__published_at=published_at)
    earlier = Q(article__published_at__lt=published_at) | same & Q(article__lt=article)
    later = Q(article__published_at__gt=published_at) | same & Q(article__gt=article)
    yield others.filter(earlier).order_by("-article__published_at", "-article").values("article")[:1]
    yield others.filter(later).order_by("article__published_at", "article").values("article")[:1]


def others_under(topics, article, now):
    """Filings of other articles that readers can see."""
    return Filing.objects.filter(is_public("article__", now), topic__pk__in=topics).exclude(article=article)


def with_nearness(rows, article, topics):
    """With `pick`, `pick_position`, the number of `shared` topics, `is_neighbour`, and `kicker`, its first topic."""
    filings = Filing.objects.filter(article=OuterRef("pk"))
    return rows.only("title", "slug", "published_at").annotate(
        chosen=FilteredRelation("picked_for", condition=Q(picked_for__article=article)),
        pick=F("chosen__pk"),
        pick_position=F("chosen__position"),
        shared=row_count(Filing.objects.filter(topic__pk__in=topics), article="pk"),
        is_neighbour=Exists(filings.filter(topic__pk__in=topics[:1])),
        kicker=Subquery(filings.values("topic__name")[:1]),
    )


NEAREST_FIRST = [
    F("pick_position").asc(nulls_last=True),
    F("pick").asc(nulls_last=True),
    "-shared",
    "-published_at",
    "-pk",
]


def age(article):
    return article.published_at, article.pk
