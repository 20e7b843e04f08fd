"""One transaction for all of a process that want to store at the same time, and one statement for their rows.

So they wait for the disk once, and ask the database as often for ten as for one.
"""

from threading import Condition

from django.db import connection, transaction


class Work:
    """What one of them wants stored, and what came of it."""

    def __init__(self, item):
        self.item, self.is_done, self.result, self.error = item, False, None, None

    def outcome(self):
        if self.error is not None:
            raise self.error
        return self.result


class StoredTogether:
    """`store` gets a list of what came at the same time, and returns as many results.

    Whoever comes while nobody stores does it for all who come until the transaction has begun.
    """

    def __init__(self, store):
        self.store = store
        self.changed, self.waiting, self.is_led = Condition(), [], False

    def __call__(self, item, *, may_wait_for_rows=False):
        """What `store` returned for it or raised, once it is committed. Another thread may have called it.

        What `may_wait_for_rows` that another transaction holds is stored alone, where rows are locked one by one:
        two groups could wait for each other.
        """
        if connection.in_atomic_block or (may_wait_for_rows and connection.vendor != "sqlite"):
            return self.alone(item)
        own = Work(item)
        with self.changed:
            self.join(own)
            self.changed.wait_for(lambda: own.is_done or not self.is_led)
            if own.is_done:
                return own.outcome()
            self.is_led = True
        self.lead()
        return own.outcome()

    @transaction.atomic
    def alone(self, item):
        [result] = self.store([item])
        return result

    def join(self, work):
        self.waiting.append(work)

    def lead(self):
        together, is_being_stored = [], False
        try:
            with transaction.atomic():
                together, is_being_stored = self.all_waiting(), True
                results = self.store([work.item for work in together])
                is_being_stored = False
            for work, result in zip(together, results, strict=True):
                work.result = result
        except BaseException as error:
            if is_being_stored and len(together) > 1 and isinstance(error, Exception):
                self.each_alone(together)
            else:  # nothing was stored, whoever's it is
                together = together or self.all_waiting()
                for work in together:
                    work.error = error
        finally:
            self.end(together)

    def each_alone(self, together):
        """What cannot be stored for one takes no other with it."""
        for work in together:
            try:
                work.result = self.alone(work.item)
            except Exception as error:
                work.error = error

    def all_waiting(self):
        with self.changed:
            together, self.waiting = self.waiting, []
        return together

    def end(self, together):
        with self.changed:
            for work in together:
                work.is_done = True
            self.is_led = False
            self.changed.notify_all()
