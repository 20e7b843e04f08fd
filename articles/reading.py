"""An article with all that its own page shows, by questions that are compiled once."""

from django.utils import timezone

from articles.models import Article, Filing, Reference
from articles.models.article import author_cards
from cramps_site.lib.prepared import prefetched, prepared


def article_to_read(slug):
    """The published article that has this slug; one that had it comes without the rest. Raises DoesNotExist."""
    now = timezone.now()
    for article in with_slug(slug, now):
        prefetched(article, "filings", filings_of(article.pk))
        prefetched(article, "authorships", cards_of(article.pk, now))
        prefetched(article, "references", references_of(article.pk))
        return article
    return Article.find_moved(slug, Article.objects.published(now))


@prepared
def with_slug(slug, now):
    return Article.objects.published(now).with_notes().filter(slug=slug).order_by()


@prepared
def filings_of(article):
    return Filing.objects.select_related("topic").filter(article=article)


@prepared
def cards_of(article, now):
    return author_cards(now).filter(article=article)


@prepared
def references_of(article):
    return Reference.objects.filter(article=article)
