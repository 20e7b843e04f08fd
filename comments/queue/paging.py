"""One page of the queue after the other, by the position of the last card: no page costs more than the first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Min, Q

from comments.models import Comment
from cramps_site.lib.numbers import whole_number

PAGE = 25  # cards
COUNTED = 1000  # of what a filter finds; more is only called more
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Order:
    """`keys` as in order_by(); the first of them is what an index begins with."""

    keys: tuple

    def of(self, comments):
        return comments.order_by(*(F(key[1:]).desc() if key[0] == "-" else F(key).asc() for key in self.keys))

    def position(self, comment):
        """Where a comment stands, as text for an address: the comment itself may be decided meanwhile."""
        return ".".join(str(to_number(getattr(comment, key.lstrip("-")))) for key in self.keys)

    def after(self, position):
        """A condition for what comes after it. None for a text that is no position."""
        numbers = [whole_number(part) for part in position.split(".")]
        if len(numbers) != len(self.keys) or None in numbers:
            return None
        try:
            values = [from_number(key, number) for key, number in zip(self.keys, numbers, strict=True)]
        except OverflowError:
            return None
        later = Q()
        for key, value in reversed(list(zip(self.keys, values, strict=True))):
            name, beyond = key.lstrip("-"), "lt" if key[0] == "-" else "gt"
            later = (
                Q(**{f"{name}__{beyond}": value}) | Q(Q(**{name: value}), later)
                if later
                else Q(**{f"{name}__{beyond}": value})
            )
        return later


CARE_FIRST = Order(("put_last", "-urgent", "queued_at", "pk"))
OLDEST = Order(("queued_at", "pk"))
NEWEST = Order(("-queued_at", "-pk"))
POSTED = Order(("-posted_at", "-pk"))
POSTED_OLDEST = Order(("posted_at", "pk"))


def to_number(value):
    return (value - EPOCH) // MICROSECOND if isinstance(value, datetime) else int(value)


def from_number(key, number):
    if key.endswith("_at"):
        return EPOCH + number * MICROSECOND
    return bool(number) if key in {"put_last", "-urgent"} else number


def order_of(filters):
    chosen = filters.chosen.get("order")
    if filters.of_queue:
        return {"oldest": OLDEST, "newest": NEWEST}.get(chosen, CARE_FIRST)
    return POSTED_OLDEST if chosen == "oldest" else POSTED


def folded(comments):
    """Of each wave that is not taken apart only the first of `comments`, which wait: one card for all."""
    of_waves = comments.filter(wave__isnull=False).order_by().values("wave")
    first = of_waves.annotate(first=Min("pk")).values("first")
    return comments.filter(Q(wave=None) | Q(wave__is_split=True) | Q(pk__in=first))


@dataclass(frozen=True)
class Page:
    comments: list
    next: str  # the position to go on from; empty on the last page


def page_of(filters, shown, after=""):
    """The Page of what the filters choose, after a position. `shown` adds to a query what cards need.

    Which rows it is, is found first: to sort thousands with all that is shown of each takes ten times as long.
    """
    order = order_of(filters)
    chosen = filters.apply(Comment.objects.all())
    chosen = folded(chosen) if filters.of_queue else chosen
    beyond = order.after(after) if after else None
    there = order.of(chosen.filter(beyond) if beyond else chosen)[: PAGE + 1]
    rows = list(order.of(shown(Comment.objects.filter(pk__in=there.values("pk")))))
    return Page(rows[:PAGE], order.position(rows[PAGE - 1]) if len(rows) > PAGE else "")


def counted(filters):
    """How many there are in all, and whether they are more than were counted."""
    chosen = filters.apply(Comment.objects.all())
    if not filters.narrows:
        return chosen.count(), False
    number = chosen.order_by()[: COUNTED + 1].count()
    return min(number, COUNTED), number > COUNTED
