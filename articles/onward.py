"""Where a reader may go from an article: what to read next, and its neighbours within its topic."""

from dataclasses import dataclass, field

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery

from articles.models import Article, Filing
from cramps_site.lib.subqueries import row_count

RELATED = 3


@dataclass
class Onward:
    related: list = field(default_factory=list)
    earlier: Article | None = None
    later: Article | None = None


def onward(article):
    """One query. Picked articles first, in their order; then those that share most topics, newest first."""
    others = with_nearness(Article.objects.published().exclude(pk=article.pk), article)
    wanted = Q(pk__in=others.filter(is_near()).order_by(*NEAREST_FIRST).values("pk")[:RELATED])
    for neighbour in neighbours(others, article):
        wanted |= Q(pk__in=neighbour.values("pk")[:1])
    rows = list(others.filter(wanted).order_by(*NEAREST_FIRST).only("title", "slug", "published_at"))
    earlier = [row for row in rows if row.is_neighbour and age(row) < age(article)]
    later = [row for row in rows if row.is_neighbour and age(row) > age(article)]
    return Onward(
        related=[row for row in rows if row.pick is not None or row.shared][:RELATED],
        earlier=max(earlier, key=age, default=None),
        later=min(later, key=age, default=None),
    )


def with_nearness(others, article):
    """With `pick`, `pick_position`, the number of `shared` topics, `is_neighbour`, and `kicker`, its first topic."""
    topics = [topic.pk for topic in article.topics_in_order]
    filings = Filing.objects.filter(article=OuterRef("pk"))
    return others.annotate(
        chosen=FilteredRelation("picked_for", condition=Q(picked_for__article=article)),
        pick=F("chosen__pk"),
        pick_position=F("chosen__position"),
        shared=row_count(Filing.objects.filter(topic__in=topics), article="pk"),
        is_neighbour=Exists(filings.filter(topic__in=topics[:1])),
        kicker=Subquery(filings.values("topic__name")[:1]),
    )


def is_near():
    return Q(pick__isnull=False) | Q(shared__gt=0)


NEAREST_FIRST = [
    F("pick_position").asc(nulls_last=True),
    F("pick").asc(nulls_last=True),
    "-shared",
    "-published_at",
    "-pk",
]


def neighbours(others, article):
    """Those of the article's first topic, from the nearest on: the earlier ones, and the later ones."""
    same = Q(published_at=article.published_at)
    among = others.filter(is_neighbour=True)
    earlier = among.filter(Q(published_at__lt=article.published_at) | same & Q(pk__lt=article.pk))
    later = among.filter(Q(published_at__gt=article.published_at) | same & Q(pk__gt=article.pk))
    return earlier.order_by("-published_at", "-pk"), later.order_by("published_at", "pk")


def age(article):
    return article.published_at, article.pk
