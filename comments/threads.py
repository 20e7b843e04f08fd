"""The comments under an article, as readers see them: threads of one visual level."""

from dataclasses import dataclass, field

from comments.models.comment import THREADS_PER_PAGE


@dataclass
class Thread:
    """A comment and its replies, oldest first. `first` is None where it was removed since."""

    first: object = None
    replies: list = field(default_factory=list)


@dataclass
class ThreadPage:
    threads: list
    count: int  # of all comments, on all pages
    number: int
    has_next: bool


def thread_page(article, number=1):
    """One page of an article's approved comments, by two queries whatever their number."""
    approved = article.comments.approved()
    start = (number - 1) * THREADS_PER_PAGE
    keys = approved.thread_keys()[start : start + THREADS_PER_PAGE + 1]  # one more tells of a next page
    shown = approved.with_thread_id().filter(thread_key__in=keys).order_by("thread_key", "posted_at", "pk")
    threads = in_threads(shown)
    return ThreadPage(
        threads=threads[:THREADS_PER_PAGE],
        count=approved.count(),
        number=number,
        has_next=len(threads) > THREADS_PER_PAGE,
    )


def in_threads(comments):
    threads, by_pk = {}, {}
    for comment in comments:
        by_pk[comment.pk] = comment
        thread = threads.setdefault(comment.thread_key, Thread())
        if comment.thread_id is None:
            thread.first = comment
        else:
            comment.answered = by_pk.get(comment.parent_id)
            thread.replies.append(comment)
    return list(threads.values())
