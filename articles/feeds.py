"""Atom, for people who read by feed: the whole text."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.models import Article
from cramps_site.lib.pages import public_page
from cramps_site.lib.site import absolute, context

LENGTH = 20
# What XML cannot hold, though a database can.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
OWN_ADDRESS = re.compile(r'(<(?:a|img)\b[^>]*? (?:href|src)=")(/(?!/)|#)')


class FullTextAtom(Atom1Feed):
    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["full_text"], {"type": "html"})


@require_safe
@public_page
def latest(request):
    """The newest articles. Read on other sites too, so that those may load it."""
    feed = FullTextAtom(
        title=context(request)["site_name"],
        link=absolute(reverse("articles:home")),
        description="Plain answers about muscle cramps",
        language="en-gb",
        author_name=context(request)["site_name"],
        feed_url=absolute(reverse("articles:feed")),
    )
    for article in Article.objects.published().for_reading().newest_first()[:LENGTH]:
        add(feed, article)
    response = HttpResponse(feed.writeString("utf-8"), content_type=f"{Atom1Feed.content_type}")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def add(feed, article):
    address = absolute(article.get_absolute_url())
    feed.add_item(
        title=writable(article.title),
        link=address,
        unique_id=f"tag:{urlsplit(settings.SITE_URL).hostname},2026:article/{article.pk}",
        description=escape(writable(article.summary)),
        author_name=writable(", ".join(person.name for person in article.authors_in_order)) or None,
        pubdate=article.published_at,
        updateddate=article.updated_at or article.published_at,
        categories=[writable(topic.name) for topic in article.topics_in_order],
        full_text=with_whole_links(writable(article.body_html), address),
    )


def writable(text):
    return UNWRITABLE.sub("", text)


def with_whole_links(html, address):
    """Links and pictures that work outside the page they were written for."""
    whole = {"/": absolute("/"), "#": f"{address}#"}
    return OWN_ADDRESS.sub(lambda found: found[1] + whole[found[2]], html)
