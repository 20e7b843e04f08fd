"""The picture of an article that other sites show beside its link: its title, set large, 1200 × 630."""

import hashlib
import logging
import os
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, version_of_article
from articles.share_drawing import DRAWN_AS, drawn
from articles.views import by_slug
from cramps_site.lib.pages import for_other_sites, kept, public_page

logger = logging.getLogger(__name__)


@require_safe
@for_other_sites
@kept(version_of_article)
@public_page
@by_slug(lambda: Article.objects.published().for_lists())
def share_image(request, article):
    return HttpResponse(picture_of(article), content_type="image/png")


def share_image_address(article):
    """Changes with what the picture shows: other sites keep a picture by its address."""
    address = reverse("articles:share-image", args=[article.slug])
    return f"{address}?v={fingerprint(article)[:8]}"


def picture_of(article):
    """The PNG, from the cache folder if it was drawn before."""
    path = settings.CACHE_DIR / "share" / f"{article.pk}-{fingerprint(article)}.png"
    try:
        return path.read_bytes()
    except OSError:
        png = drawn(*shown(article))
    try:
        keep(path, png)
    except OSError as error:
        logger.warning("The picture %s was drawn and cannot be kept: %s", path.name, error)
    return png


def keep(path, png):
    """In one step, so that nobody reads half a picture; those of the article's former titles go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(png)
    os.replace(file.name, path)
    for former in set(path.parent.glob(f"{path.name.partition('-')[0]}-*.png")) - {path}:
        former.unlink(missing_ok=True)


def shown(article):
    """The words on the picture: topic, title, authors, the site's name."""
    topic = article.first_topic
    authors = ", ".join(person.name for person in article.authors_in_order)
    return topic.name if topic else "", article.title, authors, settings.SITE_NAME


def fingerprint(article):
    return hashlib.sha256(repr((DRAWN_AS, *shown(article))).encode()).hexdigest()[:32]
