"""Letters go out by the worker: each once, none lost, whatever the mail server does."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cramps_site.lib.outbox import BACK_OFF
from newsletter import sending
from newsletter.models import Letter, Subscriber
from tests.at_once import at_once
from tests.factories import ago
from tests.smtp_server import AFTER_DATA, AT_RCPT, mailers_at
from tests.subscribers import ask, make_letter, make_subscriber

pytestmark = pytest.mark.django_db

Status = Letter.Status


@pytest.fixture
def mail_server(any_mail_server):
    return any_mail_server


def letter_to(name, **fields):
    return make_letter(make_subscriber(f"{name}@example.org"), **fields)


def send_what_waits():
    while sending.work():
        pass


def status_of(letter):
    letter.refresh_from_db()
    return letter.status


def test_a_letter_arrives_once_at_one_recipient(mail_server):
    letter = letter_to("ann")

    send_what_waits()
    send_what_waits()

    assert [received.recipients for received in mail_server.letters] == [["ann@example.org"]]
    assert status_of(letter) == Status.SENT
    assert letter.sent_at is not None


def test_subscribing_does_not_speak_to_the_mail_server(client, mail_server):
    answer = ask(client, "ann@example.org")

    assert answer.status_code == 303
    assert mail_server.connections == 0


def test_a_dead_server_delays_letters_and_loses_none(client, mail_server, dead_mail_server, settings):
    answers = [ask(client, f"reader{n}@example.org") for n in range(3)]
    send_what_waits()

    assert {answer.status_code for answer in answers} == {303}
    assert set(Letter.objects.values_list("status", "attempts")) == {(Status.WAITING, 0)}
    settings.MAILERS = mailers_at(mail_server.url)
    send_what_waits()
    assert mail_server.recipients == [f"reader{n}@example.org" for n in range(3)]


def test_a_server_that_stays_away_is_logged_once_until_it_was_back(mail_server, dead_mail_server, settings, caplog):
    dead, alive = settings.MAILERS, mailers_at(mail_server.url)

    for settings.MAILERS in [alive, dead, dead, dead, alive, dead, dead]:
        make_letter()
        send_what_waits()

    assert sum("cannot be reached" in line for line in caplog.messages) == 2


@pytest.mark.parametrize("name", ["busy", "busy-after-data"])
def test_a_server_that_says_not_now_is_asked_again_later_and_later_then_no_more(mail_server, name):
    letter = letter_to(name)
    waits = []

    for _ in BACK_OFF:
        send_what_waits()
        assert status_of(letter) == Status.WAITING
        waits.append(round((letter.due_at - letter.claimed_at) / timedelta(minutes=1)))
        Letter.objects.update(due_at=timezone.now())
    send_what_waits()

    assert waits == BACK_OFF
    assert status_of(letter) == Status.FAILED
    assert letter.error.startswith("45")


@pytest.mark.parametrize("name", ["refused", "refused-after-data"])
def test_a_server_that_says_never_is_not_asked_again(mail_server, name):
    letter = letter_to(name)

    send_what_waits()

    assert (status_of(letter), letter.attempts) == (Status.FAILED, 1)
    assert letter.error.startswith("55")


@pytest.mark.parametrize("name", ["dropped-before-data", "dropped-at-data", "closing"])
def test_a_server_that_goes_away_before_the_letter_gets_it_later_however_often(mail_server, name):
    letter = letter_to(name, attempts=20)

    send_what_waits()

    assert status_of(letter) == Status.WAITING
    mail_server.is_well = True
    Letter.objects.update(due_at=timezone.now())
    send_what_waits()
    assert status_of(letter) == Status.SENT
    assert mail_server.recipients == [f"{name}@example.org"]


def test_a_letter_that_may_have_arrived_is_uncertain_and_not_sent_again(mail_server):
    letter = letter_to("dropped-after-data")

    send_what_waits()
    mail_server.is_well = True
    send_what_waits()

    assert status_of(letter) == Status.UNCERTAIN
    assert len(mail_server.letters) == 1


@pytest.mark.parametrize(
    "name",
    [*AT_RCPT, *AFTER_DATA, "dropped-before-data", "dropped-at-data", "dropped-after-data"],
)
def test_trouble_with_one_letter_does_not_hold_up_the_others(mail_server, name):
    trouble = letter_to(name, due_at=ago(hours=1))
    others = [make_letter() for _ in range(12)]

    send_what_waits()

    assert status_of(trouble) != Status.SENT
    assert {status_of(letter) for letter in others} == {Status.SENT}
    assert {letter.attempts for letter in others} == {1}


def test_a_letter_that_cannot_be_addressed_is_deferred_and_the_others_go(mail_server):
    trouble = make_letter(make_subscriber("a@example.org, b@example.org"), due_at=ago(hours=1))
    other = make_letter()

    with pytest.raises(ValidationError, match="Write an address"):
        sending.work()
    send_what_waits()

    assert (status_of(trouble), status_of(other)) == (Status.WAITING, Status.SENT)
    assert mail_server.recipients == [other.subscriber.email]


def test_a_sender_that_the_server_refuses_costs_no_letter(mail_server, settings):
    mail_server.handler.handle_MAIL = refuse_the_sender
    letters = [make_letter(), make_letter()]

    send_what_waits()

    assert {status_of(letter) for letter in letters} == {Status.WAITING}


async def refuse_the_sender(server, session, envelope, address, options):
    return "530 5.7.0 Authentication required"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(mail_server):
    letters = [make_letter() for _ in range(30)]

    at_once(send_what_waits, send_what_waits)

    assert mail_server.recipients == sorted(letter.subscriber.email for letter in letters)
    assert set(Letter.objects.values_list("status", "attempts")) == {(Status.SENT, 1)}


def test_a_letter_that_another_worker_has_just_put_off_is_not_claimed():
    letter = make_letter()
    Letter.objects.update(due_at=timezone.now() + timedelta(minutes=1))

    assert letter.claim() is False


def test_a_letter_whose_worker_died_is_uncertain_and_one_being_sent_is_left_alone(mail_server):
    abandoned = make_letter(status=Status.SENDING, claimed_at=ago(minutes=11))
    being_sent = make_letter(status=Status.SENDING, claimed_at=ago(minutes=9))

    send_what_waits()

    assert status_of(abandoned) == Status.UNCERTAIN
    assert status_of(being_sent) == Status.SENDING
    assert mail_server.letters == []


def test_a_letter_to_someone_who_left_meanwhile_is_dropped(client, mail_server):
    ask(client, "ann@example.org")
    Subscriber.objects.get().leave()

    send_what_waits()

    assert status_of(Letter.objects.get()) == Status.DROPPED
    assert mail_server.letters == []


def test_a_letter_put_off_while_someone_left_is_dropped_too(client, mail_server):
    ask(client, "busy@example.org")
    send_what_waits()

    Subscriber.objects.get().leave()
    mail_server.is_well = True
    Letter.objects.update(due_at=timezone.now())
    send_what_waits()

    assert status_of(Letter.objects.get()) == Status.DROPPED
    assert mail_server.letters == []
