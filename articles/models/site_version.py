"""How the door knows that pages changed: versions, each by one indexed query."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Subquery
from django.utils import timezone

from cramps_site.lib.for_a_moment import forget_what_changes
from cramps_site.lib.pages import clock

THE_ROW = 1
DAY = timedelta(days=1)
WAITS_ARE_TOLD_ANEW = 60 * 60  # seconds; how long comments waited of late stands at each form
SETTLED = timedelta(seconds=2)


class SiteVersion(models.Model):
    """One row. Its number moves with everything that lists, menus, names and feeds show."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.number)

    @classmethod
    def move(cls, **_):
        """Say that pages changed, in the transaction that changes them. A receiver of signals, too."""
        cls.objects.filter(pk=THE_ROW).update(number=F("number") + 1)
        forget_what_changes()


def version_of_site(**address):
    """The version of a page that shows articles, people or topics."""
    return SiteVersion.objects.filter(pk=THE_ROW).values_list("number", Subquery(newest())).first()


def version_of_article(slug):
    """The version of a page of one article, or None where no published one has the slug."""
    from articles.models import Article

    site = SiteVersion.objects.filter(pk=THE_ROW).values("number")
    row = Article.objects.published().filter(slug=slug).annotate(site=Subquery(site), newest=Subquery(newest()))
    found = row.values_list("pk", "changed_at", "published_at", "site", "newest").first()
    if found is None or found[3] is None:
        return None
    _, changed_at, published_at, *_ = found
    # Comments close, or are held, some whole days after publication.
    age = (timezone.now() - published_at) // DAY
    return *found, young(changed_at), age, clock(WAITS_ARE_TOLD_ANEW, spread=slug)


def newest():
    """When the newest public article appeared: it tells that time has published one that was scheduled."""
    from articles.models import Article

    return Article.objects.published().order_by("-published_at").values("published_at")[:1]


def young(changed_at):
    """A time may stand for two changes, if both came at once. Until it has settled, no version is like another."""
    now = timezone.now()
    return now if now - changed_at < SETTLED else None
