"""For people who read by feed: the whole text of the newest articles, of all, of a topic, of an author."""

import re

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from articles.models import Article, Person, Topic, version_of_site
from articles.models.publication import modified_at
from articles.views import by_slug
from cramps_site.lib.feeds import FullTextAtom, JsonFeed, feed_answer, feed_page, lasting_id, writable
from cramps_site.lib.pages import kept
from cramps_site.lib.site import absolute, context

LENGTH = 20
OWN_ADDRESS = re.compile(r'(<(?:a|img)\b[^>]*? (?:href|src)=")(/(?!/)|#)')


@feed_page
@kept(version_of_site)
def latest(request):
    return answer(FullTextAtom(**about_the_site(request)), Article.objects)


@feed_page
@kept(version_of_site)
def latest_as_json(request):
    icon = absolute(staticfiles_storage.url("icons/icon-512.png"))
    return answer(JsonFeed(**about_the_site(request), icon=icon), Article.objects)


@feed_page
@kept(version_of_site)
@by_slug(Topic.objects.all)
def of_topic(request, topic):
    return answer(FullTextAtom(**about(request, topic), subtitle=writable(topic.summary) or None), topic.articles)


@feed_page
@kept(version_of_site)
@by_slug(Person.objects.all)
def of_author(request, person):
    return answer(FullTextAtom(**about(request, person), subtitle=writable(person.bio) or None), person.articles)


def about_the_site(request):
    site = context(request)
    return {
        "title": site["site_name"],
        "link": absolute(reverse("articles:home")),
        "description": site["tagline"],
        "language": "en-gb",
        "author_name": site["site_name"],
        "author_link": absolute(reverse("articles:home")),
        "feed_url": absolute(request.path),
    }


def about(request, row):
    """What differs in the feed of one topic or one person."""
    site = about_the_site(request)
    title = writable(f"{row} | {site['title']}")
    return site | {"title": title, "link": absolute(row.get_absolute_url()), "feed_guid": lasting_id(row)}


def answer(feed, articles):
    """The newest of `articles`, in the form of `feed`."""
    newest = list(articles.published().for_reading().newest_first()[:LENGTH])
    for article in newest:
        add(feed, article)
    # An article that was scheduled changes the feed by the clock alone.
    changes = [max(article.changed_at, article.published_at) for article in newest]
    return feed_answer(feed, max(changes, default=None))


def add(feed, article):
    address = absolute(article.get_absolute_url())
    feed.add_item(
        title=writable(article.title),
        link=address,
        unique_id=lasting_id(article),
        description=writable(article.summary),
        authors=[(writable(person.name), absolute(person.get_absolute_url())) for person in article.authors_in_order],
        pubdate=article.published_at,
        updateddate=modified_at(article),
        categories=[writable(topic.name) for topic in article.topics_in_order],
        image=absolute(article.lead_image.url) if article.lead_image else None,
        full_text=with_whole_links(writable(article.body_html), address),
    )


def with_whole_links(html, address):
    """Links and pictures that work outside the page they were written for."""
    whole = {"/": absolute("/"), "#": f"{address}#"}
    return OWN_ADDRESS.sub(lambda found: found[1] + whole[found[2]], html)
