"""The comments under an article, as readers see them: threads of one visual level."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Count

from comments.discussions import discussion_columns, discussion_of
from comments.models import Comment
from comments.models.places import page_address, thread_address
from comments.models.threads import THREADS_PER_PAGE
from cramps_site.lib.prepared import prepared
from cramps_site.lib.subqueries import number_of


@dataclass
class Thread:
    """A comment and its replies, oldest first. `first` is None where it was removed since.

    `page` is the address of the page it is found on for good. Empty where that is this page.
    `more` is how many replies stand on pages of the thread alone, `rest` the address of the first of these.
    """

    first: object = None
    replies: list = field(default_factory=list)
    page: str = ""
    more: int = 0
    rest: str = ""

    @property
    def in_words(self):
        """What the link to the rest says."""
        return f"Show the other {self.more:,} replies" if self.more > 1 else "Show the other reply"


@dataclass
class ThreadPage:
    threads: list
    number: int
    newest_first: bool
    count: int = 0  # of all comments, on all pages
    has_next: bool = False
    discussion: object = None  # how comments are taken here

    @property
    def has_order(self):
        """Whether there is more than one thread, on all pages."""
        return self.has_next or self.number > 1 or len(self.threads) > 1


def thread_page(article, number=1, *, newest_first=False):
    """One page of an article's approved comments, by one query whatever their number, and of few replies each.

    How comments are taken comes with them; where there are none, by a second query.
    """
    comments = comments_of_page(number, newest_first)(article.pk)
    for comment in comments:
        comment.article = article
    page = ThreadPage(in_threads(comments), number, newest_first)
    say_where_the_rest_is(page, article)
    page.discussion = discussion_of(article, comments[0] if comments else article)
    if comments:
        page.count, page.has_next = comments[0].comment_count, comments[0].beyond is not None
        if newest_first:
            say_where_they_stay(page, article, comments[0].thread_count)
    return page


@lru_cache(maxsize=100)
def comments_of_page(number, newest_first):
    """A question, which takes the article's key: for each page one that is compiled once."""

    @prepared
    def ask(article):
        approved = Comment.objects.filter(article=article).approved()
        columns = discussion_columns("article") | {"comment_count": number_of(approved)}
        if newest_first:
            of_article = approved.with_thread_id().order_by().values("article")
            columns["thread_count"] = of_article.values(number=Count("thread_key", distinct=True))
        of_page = approved.on_page(number, newest_first=newest_first).for_readers().annotate(**columns)
        return of_page.order_by("-thread_key" if newest_first else "thread_key", "pk")

    return ask


def in_threads(comments):
    threads, by_pk = {}, {comment.pk: comment for comment in comments}
    for comment in comments:
        thread = threads.setdefault(comment.thread_key, Thread())
        if comment.thread_id is None:
            thread.first = comment
        else:
            comment.answered = by_pk.get(comment.parent_id)
            thread.replies.append(comment)
    return list(threads.values())


def say_where_the_rest_is(page, article):
    for thread in page.threads:
        if thread.replies:
            first, last = thread.replies[0], thread.replies[-1]
            thread.more = first.reply_count - len(thread.replies)
            thread.rest = thread_address(article, first.thread_id, last.pk) if thread.more else ""


def say_where_they_stay(page, article, thread_count):
    """Newest first, a thread moves on with every new one; oldest first, it stays."""
    last = thread_count - (page.number - 1) * THREADS_PER_PAGE
    for newer, thread in enumerate(page.threads):
        thread.page = page_address(article, -(-(last - newer) // THREADS_PER_PAGE))
