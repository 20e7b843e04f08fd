"""One transaction for all of a process that want to write at the same time, so that they wait for the disk once.

For SQLite, where one writes at a time. PostgreSQL does the like by itself, for connections that commit together.
"""

from threading import Condition

from django.db import connection, transaction


class Work:
    """What one of them wants done, and what came of it."""

    def __init__(self, do):
        self.do, self.is_done, self.result, self.error = do, False, None, None

    def attempt(self):
        """In a savepoint of its own: where it fails, the others' is kept."""
        try:
            with transaction.atomic():
                self.result = self.do()
        except Exception as error:
            self.error = error

    def outcome(self):
        if self.error is not None:
            raise self.error
        return self.result


class Group:
    """Whoever comes while nobody writes does the work of all who come until the transaction has begun."""

    def __init__(self):
        self.changed, self.waiting, self.is_led = Condition(), [], False

    def run(self, do):
        own = Work(do)
        with self.changed:
            self.join(own)
            self.changed.wait_for(lambda: own.is_done or not self.is_led)
            if own.is_done:
                return own.outcome()
            self.is_led = True
        self.lead()
        return own.outcome()

    def join(self, work):
        self.waiting.append(work)

    def lead(self):
        together = []
        try:
            with transaction.atomic():
                together = self.all_waiting()
                for work in together:
                    work.attempt()
        except BaseException as error:  # nothing was stored, whoever's it is
            together = together or self.all_waiting()
            for work in together:
                work.error = error
        finally:
            self.end(together)

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


group = Group()


def commit_together(do):
    """What `do` returns or raises, once it is committed. Another thread may call it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        return group.run(do)
    with transaction.atomic():
        return do()
