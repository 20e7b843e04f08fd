"""One thread by itself, for those with more replies than stand beside other threads."""

from dataclasses import dataclass

from django.db.models import Subquery

from comments.discussions import discussion_columns, discussion_of
from comments.models import Comment
from comments.models.places import page_address, thread_address
from comments.models.threads import REPLIES_PER_PAGE
from comments.threads import Thread
from cramps_site.lib.prepared import prepared
from cramps_site.lib.subqueries import number_of


@dataclass
class OneThread:
    """Some replies in a thread, beneath its first comment; with the addresses of pages around, empty where none is."""

    thread: Thread
    query: str  # of this page's own address
    count: int  # of all replies
    earlier: int  # of those on pages before
    previous: str
    next: str
    back: str  # among the other threads
    discussion: object

    @property
    def threads(self):
        return [self.thread]

    @property
    def span(self):
        return f"{self.earlier + 1:,} to {self.earlier + len(self.thread.replies):,} of {self.count:,}"


def one_thread(article, key, after):
    """The replies in the thread `key` that come after one of them. None where there are none.

    By three queries, each of which reads no more rows than are shown.
    """
    rows = replies_after(article.pk, key, after)
    if not rows:
        return None
    replies, row, is_last = rows[:REPLIES_PER_PAGE], rows[0], len(rows) <= REPLIES_PER_PAGE
    approved = Comment.objects.filter(article=article).approved()
    first = approved.for_readers().filter(pk=key).first()
    say_what_they_answer(replies, first, article)
    earlier = row.earlier_count
    address = thread_address(article, key, after if earlier else 0)
    return OneThread(
        thread=Thread(first, replies),
        query=address.partition("?")[2],
        count=row.reply_count,
        earlier=earlier,
        previous=thread_address(article, key, row.previous or 0) if earlier else "",
        next="" if is_last else thread_address(article, key, replies[-1].pk),
        back=page_address(article, approved.pages_of([key])[key]) + (f"#comment-{key}" if first else ""),
        discussion=discussion_of(article, row),
    )


@prepared
def replies_after(article, thread, after):
    """One more than a page of them, which tells whether there is a next one."""
    replies = Comment.objects.filter(article=article).approved().replies_to(thread)
    before = replies.filter(pk__lte=after)
    columns = discussion_columns("article") | {
        "reply_count": number_of(replies),
        "earlier_count": number_of(before),
        # After which reply the page before this one begins; none is where that is the thread's first.
        "previous": Subquery(before.order_by("-pk").values("pk")[REPLIES_PER_PAGE : REPLIES_PER_PAGE + 1]),
    }
    with_answered = replies.filter(pk__gt=after).for_readers().select_related("parent__person")
    return with_answered.annotate(**columns)[: REPLIES_PER_PAGE + 1]


def say_what_they_answer(replies, first, article):
    """What is answered may stand on another page. Its own link begins a page with it, which asks nothing."""
    here = {comment.pk for comment in [first, *replies] if comment}
    for reply in replies:
        reply.article = article
        if reply.parent.status == Comment.Status.APPROVED:
            reply.answered = reply.parent
            elsewhere = reply.parent_id not in here
            reply.answered_on = thread_address(article, reply.thread_id, reply.parent_id - 1) if elsewhere else ""
