"""What proves that a report is of a letter of ours, and what of it is believed."""

import pytest

from newsletter.bounces.rules import NotOurs, take
from newsletter.models import DeliveryEvent
from tests.bounces import became_of, causes, letter_to, make_reader, tell, told
from tests.factories import ago

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "forge", [lambda token: "", lambda token: "A" * 22, lambda token: token.swapcase(), lambda token: "é"]
)
def test_without_the_token_of_a_letter_nothing_counts(forge):
    row = letter_to()

    with pytest.raises(NotOurs):
        take(told(row, "hard", token=forge(row.bounce_token())))

    assert became_of(row) == ("sent", "confirmed")
    assert not DeliveryEvent.objects.exists()


def test_a_token_to_leave_proves_no_bounce():
    row = letter_to()

    with pytest.raises(NotOurs):
        take(told(row, "hard", token=row.subscriber.leave_token()))


def test_the_message_id_proves_as_well_as_the_envelope():
    row = letter_to()

    tell(row, "hard", token=row.message_id().strip("<>").partition("@")[0])

    assert became_of(row)[0] == "failed"


def test_a_time_to_come_counts_as_now():
    row = letter_to()

    tell(row, "hard", happened_at=ago(days=-400))

    assert row.events.get().happened_at <= ago(seconds=0)


def test_of_who_was_erased_no_words_are_kept():
    row = letter_to(make_reader("ada@example.org"))
    row.subscriber.erase()

    tell(row, "hard", words="550 5.1.1 <ada@example.org> unknown")

    assert became_of(row) == ("failed", "erased")
    assert (row.error, row.events.get().words) == ("", "")
    assert causes() == []
