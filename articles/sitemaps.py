"""What search engines are told of: published pages only, at the site's own address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.models import Article, Person, Topic


class OwnAddress(Sitemap):
    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class Articles(OwnAddress):
    def items(self):
        return Article.objects.published().newest_first().only("slug", "published_at", "updated_at")

    def lastmod(self, article):
        return article.updated_at or article.published_at


class Topics(OwnAddress):
    def items(self):
        return Topic.objects.all()


class Authors(OwnAddress):
    def items(self):
        return Person.objects.writing()


class Words(OwnAddress):
    def items(self):
        return ["home", "authors", "about", "privacy", "house-rules"]

    def location(self, name):
        return reverse(f"articles:{name}")


SITEMAPS = {"articles": Articles, "topics": Topics, "authors": Authors, "words": Words}
