"""Atom, for people who read by feed: the whole text."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from articles.models import Article
from cramps_site.lib.pages import public_page
from cramps_site.lib.site import absolute, context

LENGTH = 20


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
        title=article.title,
        link=address,
        description=article.summary,
        author_name=", ".join(person.name for person in article.authors_in_order),
        pubdate=article.published_at,
        updateddate=article.updated_at or article.published_at,
        categories=[topic.name for topic in article.topics_in_order],
        full_text=with_whole_links(article.body_html, address),
    )


def with_whole_links(html, address):
    """Links that work outside the page they were written for."""
    return html.replace('href="/', f'href="{absolute("/")}').replace('href="#', f'href="{address}#')
