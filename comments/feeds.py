"""The comments of one article, for people who follow a conversation by feed."""

from django.shortcuts import redirect
from django.utils.text import Truncator

from articles.models import version_of_article
from comments.discussions import discussion_of
from comments.models.places import addresses_of
from comments.views import published_article
from comments.words import words_html
from cramps_site.lib.feeds import FullTextAtom, feed_answer, feed_page, lasting_id, writable
from cramps_site.lib.pages import kept
from cramps_site.lib.site import absolute, context

LENGTH = 50
SUMMARY_LENGTH = 200  # characters


@feed_page
@kept(version_of_article)
def of_article(request, slug):
    article = published_article(slug)
    if article.slug != slug:
        return redirect("comments:feed", article.slug, permanent=True)
    feed = FullTextAtom(
        title=writable(f"Comments on {article.title}"),
        link=absolute(f"{article.get_absolute_url()}#comments"),
        description=None,
        language="en-gb",
        author_name=context(request)["site_name"],
        feed_url=absolute(request.path),
        feed_guid=f"{lasting_id(article)}/comments",
    )
    shown = article.comments.approved() if discussion_of(article).shows_comments else article.comments.none()
    comments = shown.select_related("person", "parent__person").order_by("-posted_at", "-pk")[:LENGTH]
    addresses = addresses_of(article, comments)
    for comment in comments:
        add(feed, comment, addresses[comment.pk])
    return feed_answer(feed, article.changed_at)


def add(feed, comment, address):
    profile = absolute(comment.person.get_absolute_url()) if comment.person else ""
    title = (
        f"{comment.writer}, in reply to {comment.parent.writer}"
        if answers_what_can_be_read(comment)
        else comment.writer
    )
    feed.add_item(
        title=writable(title),
        link=absolute(address),
        unique_id=lasting_id(comment),
        description=writable(Truncator(comment.body).chars(SUMMARY_LENGTH)),
        authors=[(writable(comment.writer), profile)],
        pubdate=comment.posted_at,
        updateddate=comment.posted_at,
        full_text=writable(words_html(comment.body)),
    )


def answers_what_can_be_read(comment):
    """The name of someone whose comment was removed is on no public page."""
    return comment.parent is not None and comment.parent.status == comment.Status.APPROVED
