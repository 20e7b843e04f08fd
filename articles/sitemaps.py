"""What search engines are told of: published pages only, at the site's own address, with their last change."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap, x_robots_tag
from django.db.models import DateTimeField, Max
from django.db.models.functions import Cast, Coalesce, Greatest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.models import Article, Person, Topic, version_of_site
from articles.models.publication import is_public, modified
from cramps_site.lib.pages import kept, public_page
from cramps_site.lib.site import absolute

OUR_PAGES = ["home", "authors", "about", "privacy", "house-rules"]


class Section(Sitemap):
    """One part of the sitemap. `items()` is a queryset whose rows have `changed`, a time or None."""

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def lastmod(self, row):
        return row.changed

    def get_latest_lastmod(self):
        return self.items().aggregate(latest=Max("changed"))["latest"]


class Articles(Section):
    def items(self):
        return Article.objects.published().newest_first().only("slug").annotate(changed=modified_or_reviewed())


class Topics(Section):
    def items(self):
        return with_newest(Topic.objects.order_by("pk"))


class Authors(Section):
    def items(self):
        return with_newest(Person.objects.writing().order_by("pk"))


def with_newest(rows):
    """A page that lists articles changes with the newest change of one of them."""
    return rows.annotate(changed=Max(modified_or_reviewed("articles__"), filter=is_public("articles__")))


def modified_or_reviewed(path=""):
    """A review changes the page too: it says so at its foot."""
    reviewed = Cast(f"{path}last_reviewed", DateTimeField())
    return Greatest(modified(path), Coalesce(reviewed, f"{path}published_at"))


class Words(Section):
    """Pages of our own words, and the front page, which changes with the articles."""

    def items(self):
        return [*(f"articles:{name}" for name in OUR_PAGES), "comments:figures"]

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        return self.get_latest_lastmod() if name == "articles:home" else None

    def get_latest_lastmod(self):
        return Articles().get_latest_lastmod()


SECTIONS = {"articles": Articles, "topics": Topics, "authors": Authors, "words": Words}


@require_safe
@kept(version_of_site)
@public_page
@x_robots_tag
def index(request):
    """Every section, and every page of one that has more than the 50,000 addresses a file may have."""
    files, latest = [], []
    for name, section in SECTIONS.items():
        address = absolute(reverse("articles:sitemap-section", args=[name]))
        changed = section().get_latest_lastmod()
        pages = section().paginator.page_range
        files += [SitemapIndexItem(f"{address}?p={page}" if page > 1 else address, changed) for page in pages]
        latest += [changed] if changed else []
    response = render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")
    if latest:
        response["Last-Modified"] = http_date(max(latest).timestamp())
    return response


@require_safe
@kept(version_of_site, parameters=["p"])
@public_page
def section(request, section):
    return sitemap(request, SECTIONS, section)
