"""A worker is killed at each step that it does by itself, where no mail server can see it."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.models import Delivery, DeliveryEvent, Edition, Issue, Subscriber
from tests.issue_audience import reader, scheduled
from tests.processes import TOP, environment, manage
from tests.test_kill_sender import CONNECTIONS, worker_settings

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 20
WHILE_FREEZING = [
    ("call", "wait_for_other_freezing"),
    ("return", "edition"),
    ("return", "write_rows"),
    ("return", "freeze"),
]


@pytest.fixture
def issue():
    for number in range(READERS):
        reader(f"reader{number}")
    return scheduled(intro="Cramps come at night.")


@pytest.fixture
def worker(mail_server, tmp_path):
    return Worker(worker_settings(mail_server, tmp_path))


class Worker:
    """A real one: `dies` in the middle of its work, and another one `goes_on` minutes later."""

    def __init__(self, around):
        self.around = around

    def dies(self, when, function):
        process = subprocess.run(
            [sys.executable, "-m", "tests.killed_at", when, function, "worker"],
            cwd=TOP,
            env=environment(**self.around),
            timeout=60,
            check=False,
            capture_output=True,
            text=True,
        )
        assert process.returncode == -signal.SIGKILL, process.stderr

    def goes_on(self):
        minutes_ago = timezone.now() - timedelta(minutes=3)
        Delivery.objects.filter(status="sending").update(claimed_at=minutes_ago)
        self.works()
        assert Issue.objects.get().status == "finished"

    def works(self):
        done = manage("worker", "--once", **self.around)
        assert done.returncode == 0, done.stderr


def states(issue):
    return Counter(issue.deliveries.values_list("status", flat=True))


def addresses(issue, status):
    return sorted(issue.deliveries.filter(status=status).values_list("address", flat=True))


@pytest.mark.parametrize(("when", "function"), WHILE_FREEZING)
def test_killed_while_it_freezes_the_list_nothing_is_frozen_and_each_gets_one(
    worker, issue, mail_server, when, function
):
    worker.dies(when, function)
    assert Issue.objects.get().status == "scheduled"
    assert not Delivery.objects.exists()
    assert not Edition.objects.exists()

    worker.goes_on()

    assert states(issue) == {"sent": READERS}
    assert mail_server.recipients == addresses(issue, "sent")


def test_killed_when_the_list_was_just_frozen_each_gets_one(worker, issue, mail_server):
    worker.dies("return", "begin")
    assert states(issue) == {"waiting": READERS}

    worker.goes_on()

    assert states(issue) == {"sent": READERS}
    assert mail_server.recipients == addresses(issue, "sent")


def test_killed_before_its_claims_are_stored_each_gets_one(worker, issue, mail_server):
    worker.dies("return", "DeliveryQuerySet.claim")
    assert states(issue) == {"waiting": READERS}
    assert mail_server.recipients == []

    worker.goes_on()

    assert states(issue) == {"sent": READERS}
    assert mail_server.recipients == addresses(issue, "sent")


def test_killed_between_claim_and_handing_over_those_it_held_are_uncertain_and_get_none(worker, issue, mail_server):
    worker.dies("call", "Connection.hand_over")
    held = addresses(issue, "sending")
    assert 1 <= len(held) <= CONNECTIONS
    assert mail_server.recipients == []

    worker.goes_on()

    assert addresses(issue, "uncertain") == held
    assert mail_server.recipients == addresses(issue, "sent")
    assert len(mail_server.recipients) == READERS - len(held)


@pytest.mark.parametrize("function", ["Connection.answer", "Answer.is_yes"])
def test_killed_between_the_servers_answer_and_its_outcome_it_is_uncertain_and_not_sent_again(
    worker, issue, mail_server, function
):
    worker.dies("return", function)
    held = addresses(issue, "sending")
    assert 1 <= len(held) <= CONNECTIONS
    assert mail_server.recipients
    assert set(mail_server.recipients) <= set(held)
    assert not addresses(issue, "sent")

    worker.goes_on()

    assert addresses(issue, "uncertain") == held
    assert set(Counter(mail_server.recipients).values()) == {1}
    assert set(addresses(issue, "sent")) == set(mail_server.recipients) - set(held)
    assert len(addresses(issue, "sent")) == READERS - len(held)


def test_killed_while_it_writes_what_the_server_refused_the_report_counts_once_or_not_at_all(worker, mail_server):
    reader("refused")
    issue = scheduled(intro="Cramps come at night.")
    worker.dies("call", "count_against")
    assert states(issue) == {"sending": 1}
    assert not DeliveryEvent.objects.exists()

    worker.goes_on()

    assert states(issue) == {"uncertain": 1}
    assert not DeliveryEvent.objects.exists()
    assert Subscriber.objects.get().status == "confirmed"
