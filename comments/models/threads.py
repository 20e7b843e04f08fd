"""Approved comments in threads, of which pages show fifty: the questions that find them."""

from bisect import bisect_left

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber

from cramps_site.lib.subqueries import number_of

THREADS_PER_PAGE = 50
REPLIES_SHOWN = 3  # of each thread, where fifty stand together
REPLIES_PER_PAGE = 50  # where one stands alone
BEFORE_ALL, BEYOND_ALL = 0, models.BigIntegerField.MAX_BIGINT  # of keys


def thread_key():
    """The key of the comment that began the thread, as an expression: its own, or that of another."""
    return Coalesce("thread_id", "id")


class ThreadQuerySet(models.QuerySet):
    """Of the approved comments of one article."""

    def with_thread_id(self):
        return self.annotate(thread_key=thread_key())

    def thread_keys(self, *, newest_first=False):
        """The thread of each comment once, in the order the threads began, or the other way round."""
        # Grouped: of a DISTINCT within a condition SQLite (3.40) forgets the OFFSET.
        threads = self.with_thread_id().values("thread_key").annotate(Count("pk"))
        return threads.order_by("-thread_key" if newest_first else "thread_key").values_list("thread_key", flat=True)

    def on_page(self, number, *, newest_first=False):
        """The comments to show on one page of threads: those between two keys, which an index finds.

        The keys are the first of this page, and `beyond`, the first of the next, where there is one.
        Of each thread the first comment and the first few replies; with the first of these stands
        `reply_count`, how many there are.
        """
        keys, start = self.thread_keys(newest_first=newest_first), (number - 1) * THREADS_PER_PAGE
        first, end = keys[start : start + 1], start + THREADS_PER_PAGE
        threads = self.with_thread_id().annotate(beyond=Subquery(keys[end : end + 1]))
        if newest_first:
            on_page = threads.filter(thread_key__lte=first, thread_key__gt=Coalesce("beyond", BEFORE_ALL))
        else:
            on_page = threads.filter(thread_key__gte=first, thread_key__lt=Coalesce("beyond", BEYOND_ALL))
        replies = self.replies_to(OuterRef("thread"))
        is_first_reply = When(pk=Subquery(replies.values("pk")[:1]), then=number_of(replies))
        # By their keys alone: told the article once more, SQLite goes through all its comments.
        shown = self.model.objects.with_thread_id().filter(pk__in=on_page.without_the_rest())
        return shown.annotate(beyond=Subquery(keys[end : end + 1]), reply_count=Case(is_first_reply))

    def without_the_rest(self):
        """Keys of first comments and first replies. In the order of the index, so that nothing is sorted or read."""
        place = Window(RowNumber(), partition_by=[thread_key(), F("thread")], order_by="pk")
        return self.order_by().annotate(place=place).filter(place__lte=REPLIES_SHOWN).values("pk")

    def replies_to(self, thread):
        """All replies in a thread, oldest first. By both columns, as the index has them."""
        return self.with_thread_id().filter(thread_key=thread, thread=thread).order_by("pk")

    def pages_of(self, thread_keys):
        """{thread key: the number of its page}, oldest thread first. By one query for any number."""
        if not thread_keys:
            return {}
        keys = list(self.thread_keys().filter(thread_key__lte=max(thread_keys)))
        return {key: bisect_left(keys, key) // THREADS_PER_PAGE + 1 for key in thread_keys}
