from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletter.models import Delivery, DeliveryEvent, Issue
from tests.factories import make_user
from tests.sending import make_issue_on_its_way

pytestmark = pytest.mark.django_db
DOORS = {
    "claim": ({"waiting", "deferred"}, "sending", lambda row: bool(Delivery.objects.claim([row]))),
    "no_longer": ({"waiting", "deferred"}, "excluded", lambda row: row.no_longer("left")),
    "renew": ({"sending"}, "sending", lambda row: row.renew()),
    "sent": ({"sending", "uncertain"}, "sent", lambda row: bool(Delivery.objects.sent([row]))),
    "deferred": ({"sending", "uncertain"}, "deferred", lambda row: row.deferred()),
    "held_up": ({"sending", "uncertain"}, "deferred", lambda row: row.held_up(error="")),
    "failed": ({"sending", "uncertain"}, "failed", lambda row: row.failed()),
    "uncertain": ({"sending", "uncertain"}, "uncertain", lambda row: row.uncertain(error="")),
    "arrived": (
        {"waiting", "deferred", "sending", "uncertain", "failed"},
        "sent",
        lambda row: row.arrived(at=timezone.now()),
    ),
    "came_back": ({"sending", "uncertain", "sent"}, "failed", lambda row: row.came_back(code="550", error="550 No")),
    "settled as arrived": ({"uncertain"}, "sent", lambda row: bool(row.issue.settle([row.pk], arrived=True, by=None))),
    "settled as lost": ({"uncertain"}, "failed", lambda row: bool(row.issue.settle([row.pk], arrived=False, by=None))),
}


def make_row(status="waiting", **fields):
    row = make_issue_on_its_way(["ada@example.org"]).deliveries.get()
    fields = {"claimed_at": timezone.now(), "attempts": 1} | fields
    Delivery.objects.filter(pk=row.pk).update(status=status, **fields)
    return Delivery.objects.get()


@pytest.mark.parametrize("status", Delivery.Status.values)
@pytest.mark.parametrize("door", DOORS)
def test_a_door_opens_from_its_own_states_only(door, status):
    allowed, after, act = DOORS[door]
    row = make_row(status)

    assert act(row) is (status in allowed)

    assert Delivery.objects.get().status == (after if status in allowed else status)


def test_only_one_of_two_workers_claims_a_row():
    first, second = make_row(), Delivery.objects.get()

    assert [Delivery.objects.claim([first]), Delivery.objects.claim([second])] == [[first], []]


def test_of_rows_claimed_together_those_that_another_worker_has_are_left_to_it():
    ada, ben = make_issue_on_its_way(["ada@example.org", "ben@example.org"]).deliveries.all()
    Delivery.objects.claim([Delivery.objects.get(pk=ben.pk)])

    assert Delivery.objects.claim([ada, ben]) == [ada]

    assert list(Delivery.objects.values_list("status", "attempts")) == [("sending", 1), ("sending", 1)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows before it chooses a way")
def test_what_is_claimed_and_sent_is_not_looked_for_among_all_that_wait():
    row = make_row()
    with CaptureQueriesContext(connection) as captured:
        assert Delivery.objects.claim([row])
        assert Delivery.objects.sent([row])

    for update in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {update['sql']}")
            assert "rowid=?" in " ".join(step for *_, step in cursor.fetchall())


def test_letters_of_two_claims_are_sent_together():
    ada, ben = make_issue_on_its_way(["ada@example.org", "ben@example.org"]).deliveries.all()
    for row in [ada, ben]:
        Delivery.objects.claim([row])

    assert Delivery.objects.sent([ada, ben]) == 2
    assert Delivery.objects.sent([ada, ben]) == 0


def test_an_outcome_of_an_older_claim_changes_nothing():
    old = make_row("sending")
    Delivery.objects.update(claimed_at=timezone.now() + timedelta(seconds=1))

    assert not old.failed(error="550 5.1.1")
    assert Delivery.objects.get().status == "sending"


def test_a_row_is_tried_six_times_and_later_each_time():
    row = make_row(attempts=0)
    waits = []
    while Delivery.objects.claim([row]):
        row.deferred(code="451", error="451 Later")
        waits.append(round((row.due_at - timezone.now()).total_seconds() / 60))

    assert row.status == "failed"
    assert row.attempts == 6
    for wait, planned in zip(waits, [1, 5, 15, 60, 240], strict=False):
        assert planned * 0.89 <= wait <= planned * 1.11


def test_a_line_that_broke_is_no_try():
    row = make_row(attempts=0)
    Delivery.objects.claim([row])
    row.held_up(error="Connection reset")

    assert Delivery.objects.get().attempts == 0


def test_rows_of_a_dead_worker_are_uncertain_and_those_of_a_living_one_are_not():
    make_row("sending", claimed_at=timezone.now() - timedelta(minutes=3))
    assert Delivery.objects.mark_uncertain() == 1
    Delivery.objects.update(status="sending", claimed_at=timezone.now() - timedelta(seconds=90))

    assert Delivery.objects.mark_uncertain() == 0


def test_an_issue_is_finished_only_when_no_row_waits():
    row = make_row()
    assert not row.issue.finish()
    Delivery.objects.claim([row])
    assert not row.issue.finish()
    Delivery.objects.sent([row])

    assert row.issue.finish()
    assert Issue.objects.get().finished_at


def test_cancelling_leaves_out_who_still_waits_and_says_who_did_it():
    mara = make_user("mara")
    issue = make_issue_on_its_way(["ada@example.org", "ben@example.org"])
    ada = issue.deliveries.first()
    Delivery.objects.claim([ada])

    assert issue.cancel(by=mara)
    assert not issue.cancel(by=mara)

    assert Delivery.objects.sent([ada]) == 1
    rows = issue.deliveries.values_list("status", "excluded_because")
    assert set(rows) == {("sent", ""), ("excluded", "cancelled")}
    assert issue.steps.get().by == mara


def test_what_is_told_to_come_later_after_its_issue_was_cancelled_is_left_out():
    row = make_row()
    Delivery.objects.claim([row])
    row.issue.cancel(by=None)
    row.deferred(code="451", error="451 Later")

    assert Delivery.objects.leave_out_cancelled() == 1
    assert Delivery.objects.get().excluded_because == "cancelled"


def test_what_failed_is_tried_again_once_and_nothing_else():
    row = make_row("failed", attempts=6)
    row.issue.finish()

    assert row.issue.retry_failed(by=None) == (1, 0)
    assert row.issue.retry_failed(by=None) == (0, 0)

    row = Delivery.objects.get()
    assert (row.status, row.attempts, row.issue.status) == ("waiting", 0, "sending")
    assert not DeliveryEvent.objects.exists()
