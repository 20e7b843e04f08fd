"""What mail servers tell of the letters that a reader's own act brought: it counts by the letter's own token alone."""

import pytest

from newsletter import sending
from newsletter.bounces.reports import NoReport
from newsletter.bounces.returned_mail import take_mail
from newsletter.bounces.rules import NotOurs, take
from newsletter.models import DeliveryEvent, Letter
from newsletter.reader_data import data_of
from tests.bounces import became_of, causes, letter_to, make_reader, sample, tell, told
from tests.factories import ago
from tests.subscribers import ask, make_letter, make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return make_letter(make_subscriber("ada@example.org"), status="sent", claimed_at=ago(minutes=5), sent_at=ago())


def test_the_envelope_names_the_letter(mail_server, settings):
    settings.BOUNCE_ADDRESS = "bounces@cramps.example"
    make_letter()

    sending.work()

    assert mail_server.letters[0].sender == f"bounces+{Letter.objects.get().bounce_token()}@cramps.example"
    assert mail_server.letters[0]["From"] == "Cramps <letters@testserver>"


@pytest.mark.parametrize(("kind", "of_letter", "of_reader"), [
    ("hard", "failed", "suppressed"),
    ("soft", "failed", "pending"),
    ("policy", "failed", "pending"),
    ("complaint", "sent", "suppressed"),
    ("delivered", "sent", "pending"),
    ("left", "sent", "unsubscribed"),
])  # fmt: skip
def test_what_is_told_counts_once(letter, kind, of_letter, of_reader):
    event = told(letter, kind)

    assert take(event)
    assert not take(event)

    assert became_of(letter) == (of_letter, of_reader)
    assert letter.events.count() == 1


def test_a_replayed_report_does_not_undo_what_a_person_decided_since(letter):
    event = told(letter, "hard")
    take(event)
    letter.subscriber.refresh_from_db()
    letter.subscriber.lift(by=None, why="It works again.")

    assert not take(event)

    assert became_of(letter)[1] == "unsubscribed"
    assert causes() == []


@pytest.mark.parametrize("thought", ["uncertain", "sending"])
def test_a_report_settles_what_was_uncertain(letter, thought):
    Letter.objects.update(status=thought)

    tell(letter, "delivered", happened_at=ago(minutes=1))

    assert became_of(letter)[0] == "sent"


def test_returned_mail_counts_for_the_letter_whose_token_it_holds(letter):
    said = take_mail(sample("postfix_no_mailbox", letter))

    assert said == f"The mailbox does not exist (letter {letter.pk})"
    assert became_of(letter)[1] == "suppressed"
    assert take_mail(sample("postfix_no_mailbox", letter)).endswith(", known before)")


def test_mail_that_names_a_letter_and_a_delivery_of_the_same_number_counts_for_neither(letter):
    delivery = letter_to(make_reader("bob@example.org"), pk=letter.pk)
    raw = sample("postfix_no_mailbox", letter)

    with pytest.raises(NoReport, match="several letters"):
        take_mail(
            raw.replace(b"\r\n\r\n", f"\r\nTo: bounces+{delivery.bounce_token()}@cramps.example\r\n\r\n".encode(), 1)
        )

    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize(
    "token_of", [lambda letter: letter.subscriber.leave_token(), lambda letter: letter.bounce_token().swapcase()]
)
def test_another_token_proves_nothing(letter, token_of):
    with pytest.raises(NotOurs):
        take(told(letter, "hard", token=token_of(letter)))

    assert became_of(letter) == ("sent", "pending")


def test_a_mailbox_that_our_own_server_does_not_know_is_never_written_to_again(client, mail_server):
    ask(client, "refused@example.org")

    sending.work()

    letter = Letter.objects.get()
    assert became_of(letter) == ("failed", "suppressed")
    assert (letter.events.get().kind, causes()) == ("hard", ["hard"])


def test_a_refusal_by_policy_counts_against_nobody(client, mail_server):
    ask(client, "refused-oddly@example.org")

    sending.work()

    assert became_of(Letter.objects.get()) == ("failed", "pending")


def test_words_of_mail_servers_are_the_readers_to_see_and_go_with_them(letter):
    tell(letter, "policy", words="554 <ada@example.org> is blocked")
    assert data_of(letter.subscriber)["reports_of_mail_servers"][0]["words"] == "554 <ada@example.org> is blocked"

    letter.subscriber.erase()
    tell(letter, "soft", words="ada@example.org is full")

    letter.refresh_from_db()
    assert letter.error == ""
    assert set(letter.events.values_list("words", flat=True)) == {""}
