"""The sitemap of all apps together: an index, and a file for each section."""

from django.contrib.sitemaps.views import SitemapIndexItem, sitemap, x_robots_tag
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.models import version_of_site
from articles.sitemaps import Articles, Authors, Topics
from cramps_site.lib.pages import kept, public_page
from cramps_site.lib.site import absolute
from cramps_site.lib.sitemaps import Section
from newsletter.sitemaps import Issues

OUR_PAGES = [f"articles:{name}" for name in ["home", "authors", "about", "privacy", "house-rules"]]
OUR_PAGES += ["comments:figures", "newsletter:newsletter"]


class Words(Section):
    """Pages of our own words, and the front page, which changes with the articles."""

    def items(self):
        return OUR_PAGES

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        return self.get_latest_lastmod() if name == "articles:home" else None

    def get_latest_lastmod(self):
        return Articles().get_latest_lastmod()


SECTIONS = {"articles": Articles, "topics": Topics, "authors": Authors, "issues": Issues, "words": Words}


@require_safe
@kept(version_of_site)
@public_page
@x_robots_tag
def index(request):
    """Every section, and every page of one that has more than the 50,000 addresses a file may have."""
    files, latest = [], []
    for name, section in SECTIONS.items():
        address = absolute(reverse("sitemap-section", args=[name]))
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
