"""A mail server that refuses our own sender says nothing of any reader: the issue is paused, and says why."""

import pytest

from newsletter import issues_sending
from newsletter.models import DeliveryEvent, Issue, Subscriber, Suppression
from newsletter.sender.ledger import Ledger
from tests.sending import became_of, make_issue_on_its_way
from tests.test_issues_sending import PlainLetter

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [f"reader{number}@example.org" for number in range(20)]
REFUSALS = {"530": "530 5.7.0 Authentication required", "550": "550 5.1.1 <550@sender.example>: no such user"}


async def by_its_address(server, session, envelope, address, options):
    """The name of the sender says what becomes of it."""
    name = address.partition("@")[0]
    if name in REFUSALS:
        return REFUSALS[name]
    if name == "450":
        return "450 4.7.1 Not now"
    envelope.mail_from = address
    return "250 OK"


@pytest.fixture
def mail_server(any_mail_server):
    any_mail_server.handler.handle_MAIL = by_its_address
    return any_mail_server


@pytest.fixture(autouse=True)
def from_sender(settings, mail_server):
    """Call it with the name of the sender."""
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN, settings.LETTER_CONNECTIONS = 0, 0, 4

    def send_all(name):
        issues_sending.stop()
        issues_sending.ledger = Ledger(PlainLetter, lambda delivery: f"{name}@sender.example")
        for _ in range(3):
            issues_sending.work()
            issues_sending.ledger.quiet_until = 0

    yield send_all
    issues_sending.stop()


@pytest.mark.parametrize("name", REFUSALS)
def test_an_issue_is_paused_with_the_words_and_nothing_counts_against_a_reader(mail_server, from_sender, name):
    issue = make_issue_on_its_way(NAMES)

    from_sender(name)

    why = issue.steps.get().why
    assert Issue.objects.get().status == "paused"
    assert why.startswith(f"The mail server refuses our own sender: “{name} 5.")
    assert "@" not in why
    assert set(became_of(issue).values()) <= {"waiting", "deferred"}
    assert set(issue.deliveries.values_list("attempts", flat=True)) == {0}
    assert not DeliveryEvent.objects.exists()
    assert not Suppression.objects.exists()
    assert set(Subscriber.objects.values_list("status", flat=True)) == {"confirmed"}
    assert mail_server.letters == []


def test_when_the_sender_is_right_again_each_gets_it_once_and_the_brake_still_pulls(mail_server, from_sender):
    issue = make_issue_on_its_way(NAMES, canary=5)
    from_sender("550")
    issue.refresh_from_db()

    issue.resume(by=None)
    issue.deliveries.update(due_at=issue.frozen_at)
    from_sender("letters")

    assert mail_server.recipients == sorted(NAMES)
    assert not issue.was_stopped()


def test_not_now_to_our_sender_pauses_nothing(mail_server, from_sender):
    issue = make_issue_on_its_way(NAMES)

    from_sender("450")

    assert Issue.objects.get().status == "sending"
    assert set(issue.deliveries.values_list("attempts", flat=True)) == {0}


def test_a_server_that_says_it_of_the_sender_when_the_recipient_is_named_is_understood(mail_server, from_sender):
    async def late(server, session, envelope, address, options):
        return "550 5.1.8 Sender address rejected: Domain not found"

    mail_server.handler.handle_RCPT = late
    issue = make_issue_on_its_way(NAMES)

    from_sender("letters")

    assert Issue.objects.get().status == "paused"
    assert "failed" not in became_of(issue).values()
