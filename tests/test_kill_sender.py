"""A worker is killed at each step of handing a letter over: nobody is forgotten, nobody is mailed twice."""

import os
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.models import Delivery, Issue
from tests.issue_audience import reader, scheduled
from tests.processes import database_url, manage, start
from tests.smtp_server import DroppingServer, MailServer

pytestmark = pytest.mark.django_db(transaction=True)
READERS, CONNECTIONS, KILLED_AT_LETTER = 40, 3, 12
STEPS = ["greeted", "sender named", "recipient named", "before the letter", "after the letter", "answered"]


class KillingServer(MailServer):
    """Kills the worker that speaks to it, once, when the conversation has come to `step`."""

    def __init__(self, step):
        super().__init__()
        self.step, self.victim, self.conversations = step, None, 0

    def factory(self):
        return KillingConversation(self.handler)

    def reached(self, step):
        if self.victim and step == self.step and self.conversations >= KILLED_AT_LETTER:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim = None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if self.step == "greeted":
            self.conversations = KILLED_AT_LETTER
        self.reached("greeted")
        return await super().handle_EHLO(server, session, envelope, hostname, responses)

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.conversations += 1
        self.reached("sender named")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.reached("recipient named")
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        self.reached("after the letter")
        return answer


class KillingConversation(DroppingServer):
    async def smtp_DATA(self, arg):
        self.event_handler.reached("before the letter")
        await super().smtp_DATA(arg)
        self.event_handler.reached("answered")


@pytest.fixture
def killing_server(request):
    server = KillingServer(request.param)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("killing_server", STEPS, indirect=True)
def test_a_worker_killed_at_any_step_forgets_nobody_and_repeats_nothing(killing_server, tmp_path):
    issue = scheduled(intro="Cramps come at night.")
    for number in range(READERS):
        reader(f"reader{number}")
    around = worker_settings(killing_server, tmp_path)
    killing_server.victim = victim = start("worker", **around)
    victim.communicate(timeout=60)
    assert victim.returncode == -signal.SIGKILL
    under_way = Delivery.objects.filter(status="sending")
    assert under_way.count() <= CONNECTIONS
    under_way.update(claimed_at=timezone.now() - timedelta(minutes=3))

    done = manage("worker", "--once", **around)

    assert done.returncode == 0, done.stderr
    assert Issue.objects.get().status == "finished"
    states = Counter(issue.deliveries.values_list("status", flat=True))
    received = Counter(killing_server.recipients)
    sent = set(issue.deliveries.filter(status="sent").values_list("address", flat=True))
    unsure = set(issue.deliveries.filter(status="uncertain").values_list("address", flat=True))
    assert states["sent"] + states["uncertain"] == READERS
    assert states["uncertain"] <= CONNECTIONS
    assert set(received.values()) == {1}
    assert sent <= set(received) <= sent | unsure


def worker_settings(server, folder):
    return {
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(folder),
        "MAIL_URL": server.url,
        "DEBUG": "1",
        "LETTERS_PER_SECOND": "0",
        "LETTER_CONNECTIONS": str(CONNECTIONS),
    }
