"""Plain functions for tests of what mail servers tell afterwards."""

from itertools import count

from newsletter.bounces.rules import Event, take
from newsletter.models import Subscriber, Suppression
from tests.issues import delivery, sent_issue
from tests.subscribers import make_subscriber

number = count(1)


def make_reader(email="ada@example.org"):
    return make_subscriber(email, status=Subscriber.Status.CONFIRMED)


def letter_to(reader=None, status="sent", **fields):
    """A delivery of an issue of its own; `claimed_at` is when it was sent."""
    return delivery(sent_issue(), reader or make_reader(), status=status, **{"attempts": 1} | fields)


def told(row, kind, **fields):
    """An event of a delivery, not taken yet."""
    return Event(**{"token": row.bounce_token(), "event_id": f"test:{next(number)}", "kind": kind} | fields)


def tell(row, kind, **fields):
    return take(told(row, kind, **fields))


def became_of(row):
    row.refresh_from_db()
    row.subscriber.refresh_from_db()
    return row.status, row.subscriber.status


def causes():
    return list(Suppression.objects.values_list("cause", flat=True))
