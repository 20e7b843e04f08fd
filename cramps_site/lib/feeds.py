"""Feeds as programs read them: Atom with the whole text (RFC 4287), JSON Feed 1.1 (jsonfeed.org)."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from cramps_site.lib.json_ld import said
from cramps_site.lib.pages import for_other_sites, public_page

# What XML cannot hold, though a database can.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class FullTextAtom(Atom1Feed):
    """Items have `full_text` (HTML), a `description` that is text, and `authors`: [(name, address)]."""

    def latest_post_date(self):
        """An empty feed has no time of its own, and must be the same bytes each time."""
        return super().latest_post_date() if self.items else NEVER

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item | {"description": escape(item["description"])})
        for name, address in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            if address:
                handler.addQuickElement("uri", address)
            handler.endElement("author")
        handler.addQuickElement("content", item["full_text"], {"type": "html"})


class JsonFeed(SyndicationFeed):
    """The same items, and `image`: the address of a picture, or nothing."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "icon": self.feed.get("icon"),
            "language": self.feed["language"],
            "authors": authors_as_json([(self.feed["author_name"], self.feed["author_link"])]),
            "items": [self.item_as_json(item) for item in self.items],
        }
        json.dump(said(feed) | {"items": feed["items"]}, outfile, ensure_ascii=False)

    def item_as_json(self, item):
        return said(
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "summary": item["description"],
                "content_html": item["full_text"],
                "image": item["image"],
                "date_published": rfc3339_date(item["pubdate"]),
                "date_modified": rfc3339_date(item["updateddate"]),
                "authors": authors_as_json(item["authors"]),
                "tags": item["categories"],
            }
        )


def authors_as_json(authors):
    return [said({"name": name, "url": address}) for name, address in authors if name]


def feed_page(view):
    """Mark a view that answers with a feed: asked for again and again, and read on other sites."""
    return require_safe(for_other_sites(public_page(view)))


def feed_answer(feed, changed_at):
    """The feed as an answer. `changed_at`: when anything in it last changed, or None."""
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def lasting_id(row):
    """Names a row for ever, whatever becomes of its address (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{row._meta.model_name}/{row.pk}"


def writable(text):
    return UNWRITABLE.sub("", text)
