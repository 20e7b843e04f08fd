"""Plain functions for tests of what mail servers tell afterwards."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from newsletter.bounces.rules import Event, take
from newsletter.models import Subscriber, Suppression
from tests.issues import delivery, sent_issue
from tests.subscribers import make_subscriber

SAMPLES = Path(__file__).parent / "returned_mail"
number = count(1)


def make_reader(email="ada@example.org"):
    return make_subscriber(email, status=Subscriber.Status.CONFIRMED)


def letter_to(reader=None, status="sent", **fields):
    """A delivery of an issue of its own; `claimed_at` is when it was sent."""
    return delivery(sent_issue(), reader or make_reader(), status=status, **{"attempts": 1} | fields)


def letter_of_the_samples():
    """Sent a minute before the first of them was written."""
    return letter_to(claimed_at=datetime(2026, 11, 26, 8, 59, tzinfo=UTC))


def sample(name, row, *, ends=b"\r\n"):
    """A report of the letter `row`, as a mail server would write it."""
    text = (SAMPLES / f"{name}.eml").read_text("utf-8")
    filled = text.replace("TOKEN", row.bounce_token()).replace("<ID@cramps.example>", row.message_id())
    return filled.encode().replace(b"\n", ends)


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
