"""When an issue stops by itself: what came back, who complained, how its canary did. And who may let it go on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletter.models import Delivery, DeliveryEvent, Issue, Suppression
from newsletter.models.issue import IssueStep
from newsletter.sender.brake import brake, what_came_back
from newsletter.sender.connection import Answer
from newsletter.sender.outcomes import record
from newsletter.sender.progress import look_after
from tests.bounces import tell
from tests.factories import ago, make_user
from tests.sending import make_issue_on_its_way

pytestmark = pytest.mark.django_db
BLOCKED = "5.7.1 Message from ada@example.org rejected as spam, ask Ada"


def issue_of(count, *, sent=0, **fields):
    """An issue on its way, whose first `sent` letters arrived."""
    names = ["ada", *(f"reader{number}" for number in range(1, count))]
    issue = make_issue_on_its_way([f"{name}@example.org" for name in names], **fields)
    issue.deliveries.filter(pk__in=issue.deliveries.values("pk")[:sent]).update(status="sent")
    return issue


def answer(deliveries, code, words):
    """The mail server's answer to letters that were claimed for it."""
    record([Answer(None, delivery, code, words) for delivery in Delivery.objects.claim(list(deliveries))])


def state(issue):
    return Issue.objects.get(pk=issue.pk).status


def why(issue):
    return issue.steps.get(after="paused", by=None).why


@pytest.mark.parametrize(("kind", "stops"), [("hard", True), ("policy", True), ("soft", False)])
def test_reports_that_come_afterwards_pull_the_brake(kind, stops):
    issue = issue_of(20, sent=20)
    assert not brake(issue)

    tell(issue.deliveries.first(), kind)

    assert brake(issue) is stops


def test_missing_mailboxes_and_refusals_are_added_up():
    issue = issue_of(40, sent=40)
    first, second = issue.deliveries.all()[:2]
    tell(first, "hard")
    assert not brake(issue)

    tell(second, "policy", words="554 5.7.1 Blocked")

    assert brake(issue)
    assert why(issue).startswith(
        "1 of 40 mailboxes do not exist. 1 of 40 letters were refused, the last by example.org"
    )


@pytest.mark.parametrize("words", [BLOCKED, "Go away", "5.0.0 Administrative prohibition"])
def test_a_server_that_refuses_everything_gets_the_canary_and_nothing_more(words):
    issue = issue_of(60, canary=20)
    answer(issue.deliveries.filter(is_canary=True), 550, words)

    assert not look_after()

    assert state(issue) == "paused"
    assert issue.deliveries.filter(status="waiting").count() == 40
    assert set(issue.deliveries.filter(is_canary=True).values_list("subscriber__status", flat=True)) == {"confirmed"}
    assert not Suppression.objects.exists()


def test_the_reason_repeats_the_server_without_the_address_and_says_what_to_do():
    issue = issue_of(60, canary=20)
    answer(issue.deliveries.filter(is_canary=True).order_by("-pk"), 554, BLOCKED)
    issue.deliveries.filter(is_canary=True).exclude(address__startswith="ada@").update(claimed_at=issue.frozen_at)

    look_after()

    assert why(issue) == (
        "20 of 20 letters were refused, the last by example.org: “554 5.7.1 Message from … rejected as spam, ask …”. "
        "The doctor may tell why. Put it right, go on, then try again those that failed."
    )


def test_a_reason_fits_however_much_the_server_says_of_however_many():
    issue = make_issue_on_its_way([f"ada@{'long.' * 40}example"])
    answer(issue.deliveries.all(), 554, "5.7.1 " + "Not wanted. " * 40)

    reason = what_came_back(issue, {"finished": 1_000_000, "hard": 100_000, "policy": 100_000})

    assert len(reason) <= IssueStep._meta.get_field("why").max_length
    assert reason.endswith("then try again those that failed.")


@pytest.mark.parametrize(("code", "words"), [(550, "5.4.1 Access denied"), (None, "The line broke.")])
def test_a_canary_that_mostly_went_astray_stops_the_issue_whatever_the_reason(code, words):
    issue = issue_of(60, canary=20, sent=9)
    answer(issue.deliveries.filter(is_canary=True, status="waiting"), code, words)

    assert not look_after()

    assert state(issue) == "paused"
    assert why(issue).startswith("11 of the 20 tried first failed or may not have arrived, the last by example.org: “")


def test_a_canary_half_of_which_arrived_lets_the_rest_follow():
    issue = issue_of(60, canary=20, sent=10)
    answer(issue.deliveries.filter(is_canary=True, status="waiting"), 550, "5.4.1 Access denied")

    assert look_after()

    assert state(issue) == "sending"


def test_who_no_longer_wanted_it_says_nothing_of_the_canary():
    issue = issue_of(60, canary=20)
    issue.deliveries.filter(is_canary=True).update(status="excluded", excluded_because="no_longer")

    assert look_after()


def test_after_a_pause_by_hand_the_canary_is_still_one():
    issue = issue_of(60, canary=20)
    nora = make_user("nora")
    issue.pause(by=nora)
    issue.resume(by=nora)

    assert Issue.objects.get().canary_passed_at is None
    answer(issue.deliveries.filter(is_canary=True), 554, BLOCKED)
    look_after()

    assert state(issue) == "paused"


def test_after_a_pause_by_hand_the_brake_still_pulls_even_if_who_paused_is_gone():
    issue = issue_of(20, sent=20)
    nora = make_user("nora")
    issue.pause(by=nora)
    issue.resume(by=nora)
    nora.delete()
    tell(issue.deliveries.first(), "hard")

    assert brake(issue)


def test_who_resumes_after_the_brake_has_the_last_word():
    issue = issue_of(60, canary=20)
    answer(issue.deliveries.filter(is_canary=True), 554, BLOCKED)
    look_after()

    issue.resume(by=make_user("nora"))
    look_after()

    assert state(issue) == "sending"
    assert Issue.objects.get().canary_passed_at


def test_letters_that_were_refused_and_then_arrived_count_no_more():
    issue = issue_of(40, sent=38)
    answer(issue.deliveries.filter(status="waiting"), 554, BLOCKED)
    issue.retry_failed(by=None)
    issue.deliveries.update(status="sent")

    assert not brake(issue)


def refused(deliveries, kind="hard"):
    """As the ledger leaves them when the mail server has answered so."""
    rows = list(deliveries)
    deliveries.model.objects.filter(pk__in=[row.pk for row in rows]).update(status="failed", claimed_at=timezone.now())
    DeliveryEvent.objects.bulk_create(DeliveryEvent(delivery=row, event_id=f"x{row.pk}", kind=kind) for row in rows)


def test_after_thousands_that_arrived_refusals_of_now_pull_the_brake():
    issue = issue_of(2940)
    first = issue.deliveries.order_by("pk")[:2800]
    issue.deliveries.filter(pk__in=first.values("pk")).update(status="sent", claimed_at=ago(minutes=5))
    refused(issue.deliveries.filter(status="waiting")[:49])
    assert not brake(issue)

    refused(issue.deliveries.filter(status="waiting"))

    assert brake(issue)
    assert why(issue) == "140 of 1000 mailboxes do not exist."


def test_refusals_that_were_followed_by_a_thousand_that_arrived_are_no_reason_to_stop():
    issue = issue_of(2000)
    refused(issue.deliveries.order_by("pk")[:90])
    issue.deliveries.filter(status="waiting").update(status="sent", claimed_at=ago(minutes=-1))

    assert not brake(issue)


def test_reports_that_come_late_count_of_all_that_went_out():
    issue = issue_of(2000, sent=2000)
    issue.deliveries.update(claimed_at=ago(minutes=9))
    issue.deliveries.filter(pk__in=issue.deliveries.order_by("pk")[:100].values("pk")).update(claimed_at=ago(hours=1))
    for row in issue.deliveries.order_by("pk")[:100]:
        tell(row, "policy", words="554 5.7.1 Blocked")

    assert brake(issue)
    assert why(issue).startswith("100 of 2000 letters were refused")


def test_an_issue_that_goes_well_is_asked_of_once_and_one_with_trouble_by_few_questions():
    issue = issue_of(1500, sent=1500)
    with CaptureQueriesContext(connection) as well:
        brake(issue)
    tell(issue.deliveries.first(), "hard")
    with CaptureQueriesContext(connection) as one_came_back:
        brake(issue)

    assert (len(well), len(one_came_back)) == (1, 4)


@pytest.mark.parametrize(("finished", "complaints", "stops"), [(900, 1, False), (900, 2, True), (19, 2, False)])
def test_two_complaints_that_are_one_in_a_thousand_pull_the_brake(finished, complaints, stops):
    issue = issue_of(finished, sent=finished)
    for row in issue.deliveries.all()[:complaints]:
        tell(row, "complaint")

    assert brake(issue) is stops
    if stops:
        assert why(issue) == "2 of 900 readers reported it as spam."


def test_fewer_than_one_complaint_in_a_thousand_are_no_reason_to_stop():
    issue = issue_of(2001, sent=2001)
    first, second, third = issue.deliveries.all()[:3]
    tell(first, "complaint")
    tell(second, "complaint")
    assert not brake(issue)

    tell(third, "complaint")

    assert brake(issue)
