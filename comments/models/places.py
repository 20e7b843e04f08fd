"""Where readers find a comment: on a page of threads, or in a long thread on a page of that thread alone."""

from bisect import bisect_left
from collections import defaultdict

from django.urls import reverse

from comments.models.threads import REPLIES_PER_PAGE, REPLIES_SHOWN


def addresses_of(article, comments):
    """{key: address} of approved comments on `article`, oldest threads first. By two queries at most."""
    approved = article.comments.approved()
    replies = replies_by_thread(approved, {comment.thread_id for comment in comments} - {None})
    starts = {comment: start_of_page(replies[comment.thread_id], comment.pk) for comment in comments}
    pages = approved.pages_of({comment.thread_id or comment.pk for comment in comments if starts[comment] is None})
    addresses = {}
    for comment, start in starts.items():
        thread = comment.thread_id or comment.pk
        page = page_address(article, pages[thread]) if start is None else thread_address(article, thread, start)
        addresses[comment.pk] = f"{page}#comment-{comment.pk}"
    return addresses


def replies_by_thread(approved, threads):
    """{key of a thread: keys of its replies, oldest first}. No query where there is no thread."""
    replies = defaultdict(list)
    known = approved.with_thread_id().filter(thread_key__in=threads, thread__in=threads)
    for thread, pk in known.order_by("pk").values_list("thread", "pk"):
        replies[thread].append(pk)
    return replies


def start_of_page(replies, pk):
    """The reply after which the page begins that `pk` is on. None where it stands beside other threads."""
    beyond = bisect_left(replies, pk) - REPLIES_SHOWN
    return None if beyond < 0 else replies[REPLIES_SHOWN + beyond // REPLIES_PER_PAGE * REPLIES_PER_PAGE - 1]


def page_address(article, number):
    """Of a page of comments, oldest first: the first one is under the article."""
    if number == 1:
        return article.get_absolute_url()
    return reverse("comments:comments", args=[article.slug], query={"page": number})


def thread_address(article, thread, after=0):
    """Of the replies in a thread that come after one of them."""
    query = {"thread": thread} | ({"after": after} if after else {})
    return reverse("comments:comments", args=[article.slug], query=query)
