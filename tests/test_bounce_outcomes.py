"""What a report makes of its letter: once, in any order, and not against what is known."""

import pytest

from newsletter.bounces.rules import take
from newsletter.models import Delivery, DeliveryEvent, Suppression
from newsletter.sender.connection import Answer
from newsletter.sender.outcomes import record
from tests.bounces import became_of, letter_to, tell, told
from tests.factories import ago

pytestmark = pytest.mark.django_db


def everything():
    return [list(model.objects.order_by("pk").values()) for model in [Delivery, DeliveryEvent, Suppression]]


@pytest.mark.parametrize("kind", DeliveryEvent.Kind.values)
def test_an_event_told_twice_changes_nothing(kind):
    event = told(letter_to(), kind)
    assert take(event)
    before = everything()

    assert not take(event)

    assert everything() == before


def test_an_event_that_is_replayed_does_not_undo_what_a_person_decided_since():
    row = letter_to()
    event = told(row, "hard")
    take(event)
    row.subscriber.refresh_from_db()
    row.subscriber.lift(by=None, why="It works again.")
    row.issue.retry_failed(by=None)
    before = everything()

    assert not take(event)

    assert everything() == before
    assert became_of(row) == ("waiting", "unsubscribed")


@pytest.mark.parametrize(("kind", "status"), [("delivered", "sent"), ("complaint", "sent"), ("hard", "failed")])
@pytest.mark.parametrize("thought", ["uncertain", "sending"])
def test_a_later_event_settles_what_was_uncertain(thought, kind, status):
    row = letter_to(status=thought, claimed_at=ago(minutes=10))

    tell(row, kind)

    assert became_of(row)[0] == status


def test_an_outcome_that_is_known_is_not_overwritten_by_the_worker_that_still_sends():
    row = letter_to(status="sending", claimed_at=ago(seconds=1))
    under_way = Delivery.objects.get()
    tell(row, "hard")

    assert not under_way.uncertain(error="The line broke.")

    assert became_of(row)[0] == "failed"


@pytest.mark.parametrize("thought", ["waiting", "deferred", "failed"])
def test_what_has_arrived_is_not_tried_again(thought):
    row = letter_to(status=thought, claimed_at=ago(minutes=10))

    tell(row, "delivered")

    assert became_of(row)[0] == "sent"


@pytest.mark.parametrize("order", [["delivered", "hard"], ["hard", "delivered"]])
def test_events_may_come_in_any_order(order):
    row = letter_to(claimed_at=ago(hours=1))

    for kind in order:
        tell(row, kind, happened_at=ago(minutes=50 if kind == "delivered" else 40))

    assert became_of(row)[0] == "failed"


def test_a_bounce_of_an_earlier_try_does_not_undo_the_later_one():
    row = letter_to(claimed_at=ago(minutes=10))

    tell(row, "soft", happened_at=ago(days=1))

    assert became_of(row)[0] == "sent"
    assert row.events.count() == 1


def test_the_mail_servers_own_never_goes_the_same_way():
    row = letter_to(status="sending", claimed_at=ago(seconds=1))

    record([Answer(None, row, 550, "5.1.1 No such mailbox")])

    assert became_of(row) == ("failed", "suppressed")
    assert row.events.get().kind == "hard"


def test_a_full_mailbox_counts_once_its_last_try_is_over():
    row = letter_to(status="sending", claimed_at=ago(seconds=1), attempts=5)
    record([Answer(None, row, 452, "4.2.2 Mailbox full")])
    assert not row.events.exists()
    Delivery.objects.claim([row])

    record([Answer(None, row, 452, "4.2.2 Mailbox full")])

    assert became_of(row) == ("failed", "confirmed")
    assert row.events.get().kind == "soft"


def test_each_try_of_what_is_tried_anew_is_an_event_of_its_own():
    row = letter_to(status="sending", claimed_at=ago(hours=1))
    record([Answer(None, row, 552, "5.2.2 Mailbox full")])
    row.issue.retry_failed(by=None)
    row = Delivery.objects.get()
    Delivery.objects.claim([row])

    record([Answer(None, row, 550, "5.1.1 No such mailbox")])

    assert sorted(row.events.values_list("kind", flat=True)) == ["hard", "soft"]
    assert became_of(row) == ("failed", "suppressed")
