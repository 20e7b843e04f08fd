"""What counts against a reader, whoever tells it."""

import pytest
from django.conf import settings as site

from newsletter.models import Suppression
from newsletter.models.suppression import address_hash
from tests.bounces import became_of, causes, letter_to, make_reader, tell
from tests.factories import ago

pytestmark = pytest.mark.django_db


def test_one_hard_bounce_is_enough():
    row = letter_to()

    assert tell(row, "hard", code="550 5.1.1", words="550 5.1.1 No such mailbox")

    assert became_of(row) == ("failed", "suppressed")
    assert (row.code, row.error) == ("550 5.1.1", "550 5.1.1 No such mailbox")
    assert causes() == ["hard"]


def test_one_complaint_is_enough_and_the_letter_had_arrived():
    row = letter_to()

    tell(row, "complaint")

    assert became_of(row) == ("sent", "suppressed")
    assert causes() == ["complaint"]


def test_only_a_keyed_hash_is_kept_and_it_outlives_the_reader():
    row = letter_to(make_reader("ada@example.org"))
    tell(row, "hard")

    row.subscriber.erase()

    hidden = Suppression.objects.get()
    assert "ada" not in str(vars(hidden))
    assert hidden.address_hash == address_hash("ada@example.org", site.SECRET_KEY)
    assert Suppression.objects.barring(["ada@example.org"]) == {"ada@example.org"}


def test_a_block_of_ours_never_counts_against_a_person():
    reader = make_reader()
    rows = [letter_to(reader, claimed_at=ago(days=30 - 7 * number)) for number in range(4)]

    for row in rows:
        tell(row, "policy", code="550 5.7.1", happened_at=row.claimed_at)

    assert {became_of(row) for row in rows} == {("failed", "confirmed")}
    assert causes() == []


def soft_bounces(reader, *days_ago):
    for days in days_ago:
        tell(letter_to(reader, claimed_at=ago(days=days)), "soft", happened_at=ago(days=days))


@pytest.mark.parametrize(
    ("days_ago", "status"),
    [
        ([14, 7, 0], "suppressed"),
        ([7, 3, 0], "suppressed"),
        ([6, 3, 0], "confirmed"),
        ([14, 0], "confirmed"),
    ],
)
def test_three_soft_bounces_over_a_week_are_too_many(days_ago, status):
    reader = make_reader()

    soft_bounces(reader, *days_ago)

    reader.refresh_from_db()
    assert reader.status == status


def test_only_the_last_five_letters_count():
    reader = make_reader()
    soft_bounces(reader, 40, 35)
    for days in [30, 25, 20]:
        letter_to(reader, claimed_at=ago(days=days))

    soft_bounces(reader, 0)

    reader.refresh_from_db()
    assert reader.status == "confirmed"


def test_a_letter_that_arrived_makes_soft_bounces_of_before_forgotten():
    reader = make_reader()
    soft_bounces(reader, 14, 7)
    tell(letter_to(reader, claimed_at=ago(days=3)), "delivered", happened_at=ago(days=3))

    soft_bounces(reader, 0)

    reader.refresh_from_db()
    assert reader.status == "confirmed"


def test_one_letter_that_is_reported_thrice_counts_once():
    row = letter_to(claimed_at=ago(days=10))

    for days in [10, 5, 0]:
        tell(row, "soft", happened_at=ago(days=days))

    assert became_of(row)[1] == "confirmed"
