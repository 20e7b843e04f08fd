"""What a bounce, a complaint or a receipt changes, whoever tells it."""

import pytest
from django.conf import settings as site

from newsletter.bounces.rules import NotOurs, take
from newsletter.models import Delivery, DeliveryEvent, Suppression
from newsletter.models.suppression import address_hash
from newsletter.sender.connection import Answer
from newsletter.sender.outcomes import record
from newsletter.sender.progress import brake
from tests.bounces import letter_to, make_reader, tell, told
from tests.factories import ago
from tests.issues import delivery, sent_issue
from tests.sending import make_issue_on_its_way
from tests.subscribers import make_subscriber

pytestmark = pytest.mark.django_db


def became_of(row):
    row.refresh_from_db()
    row.subscriber.refresh_from_db()
    return row.status, row.subscriber.status


def causes():
    return list(Suppression.objects.values_list("cause", flat=True))


def everything():
    return [list(model.objects.order_by("pk").values()) for model in [Delivery, DeliveryEvent, Suppression]]


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


@pytest.mark.parametrize(("kind", "stops"), [("hard", True), ("soft", False), ("policy", False)])
def test_bounces_that_come_afterwards_pull_the_brake(kind, stops):
    issue = sent_issue()
    rows = [delivery(issue, make_subscriber(status="confirmed"), status="sent") for _ in range(20)]
    assert not brake(issue)

    tell(rows[0], kind)

    assert brake(issue) is stops


def test_complaints_pull_the_brake():
    issue = make_issue_on_its_way([f"reader{number}@example.org" for number in range(1000)])
    issue.deliveries.update(status="sent")
    assert not brake(issue)

    tell(issue.deliveries.first(), "complaint")

    assert brake(issue)
    assert issue.steps.get().why == "1 of 1000 readers reported it as spam."
