"""Forgets what is due, some rows at a time, for the worker."""

import time

from django.utils import timezone

BATCH = 500  # rows a round, of each kind: SQLite is held for some milliseconds
LOOKED_EVERY = 10 * 60  # seconds


class Forgetting:
    """`kinds` are functions that forget a batch of one kind each, and return how many rows it were."""

    def __init__(self, kinds):
        self.kinds, self.look_again_at = kinds, 0.0

    def work(self):
        """Forget some of what is due, looking every ten minutes. True if there is more."""
        if time.monotonic() < self.look_again_at:
            return False
        more = self.forget()
        if not more:
            self.look_again_at = time.monotonic() + LOOKED_EVERY
        return more

    def forget(self):
        """One batch of each kind. True if there may be more: until a round finds nothing."""
        return sum(kind() for kind in self.kinds) > 0


def before(period):
    return timezone.now() - period


def some(rows):
    """The keys of a batch: updating and deleting by them holds few rows, and for a short time."""
    return list(rows.values_list("pk", flat=True)[:BATCH])


def in_words(period):
    """A timedelta of whole days, as /privacy/ says it."""
    return "a day" if period.days == 1 else f"{period.days} days"
