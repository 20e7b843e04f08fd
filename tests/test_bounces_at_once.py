"""Reports come at the same moment, from a mail service that has many hands."""

from functools import partial

import pytest

from newsletter.bounces.rules import take
from newsletter.models import DeliveryEvent, Subscriber, SuppressionStep
from tests.at_once import at_once
from tests.bounces import letter_to, make_reader, told
from tests.factories import ago

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 20


def test_an_event_that_is_told_four_times_at_once_counts_once():
    event = told(letter_to(), "hard")

    new = at_once(*[partial(take, event)] * 4)

    assert sorted(new) == [False, False, False, True]
    assert DeliveryEvent.objects.count() == SuppressionStep.objects.count() == 1


def test_three_soft_bounces_at_once_are_three():
    for number in range(TIMES):
        reader = make_reader(f"reader{number}@example.org")
        rows = [letter_to(reader, claimed_at=ago(days=days)) for days in [14, 7, 0]]

        at_once(*[partial(take, told(row, "soft", happened_at=row.claimed_at)) for row in rows])

    assert set(Subscriber.objects.values_list("status", flat=True)) == {"suppressed"}


def test_two_kinds_of_trouble_of_one_reader_at_once_suppress_once():
    reader = make_reader()
    rows = [letter_to(reader) for _ in range(4)]

    at_once(*[partial(take, told(row, "hard")) for row in rows])

    assert Subscriber.objects.get().status == "suppressed"
    assert SuppressionStep.objects.count() == 1
