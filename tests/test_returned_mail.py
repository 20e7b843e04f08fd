"""Reports of many mail servers are understood, and count once, against the reader of the letter alone."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest

from newsletter.bounces.reports import NoReport
from newsletter.bounces.returned_mail import take_mail
from newsletter.models import DeliveryEvent, Subscriber
from tests.bounces import SAMPLES, letter_of_the_samples, letter_to, make_reader, sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return letter_of_the_samples()


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("name", "kind", "code", "words", "minute"),
    [
        ("postfix_no_mailbox", "hard", "550 5.1.1", "smtp; 550 5.1.1 <ada@example.org>: Recipient", 0),
        ("exim_blocked", "policy", "554 5.0.0", "smtp; 554 Our filters do not want it", 1),
        ("exchange_no_mailbox", "hard", "550 5.1.10", "smtp;550 5.1.10 RESOLVER.ADR", 2),
        ("google_full", "soft", "552 5.2.2", "smtp; 552-5.2.2 The recipient's inbox is out of storage", 3),
        ("sendmail_gave_up", "soft", "4.4.7", "4.4.7", 4),
        ("international_no_mailbox", "hard", "550 5.1.1", "smtp; 550 5.1.1 <j", 5),
        ("delivered", "delivered", "2.1.5", "", 6),
        ("complaint", "complaint", "", "ExampleFeedback/1.0", 7),
    ],
)
def test_reports_of_many_mail_servers_are_understood(row, name, kind, code, words, minute, ends):
    take_mail(sample(name, row, ends=ends))

    event = row.events.get()
    assert (event.kind, event.code) == (kind, code)
    assert event.words.startswith(words)
    assert event.happened_at == datetime(2026, 11, 26, 9, minute, tzinfo=UTC) + timedelta(
        seconds=event.happened_at.second
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("postfix_delayed", "says “delayed”: nothing is decided yet"),
        ("vacation", "is no report of RFC 3464 or RFC 5965"),
        ("qmail", "is no report of RFC 3464 or RFC 5965"),
    ],
)
def test_what_reports_no_end_changes_nothing_and_it_is_said_why(row, name, words):
    with pytest.raises(NoReport, match=words):
        take_mail(sample(name, row))

    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("name", ["postfix_no_mailbox", "exim_blocked", "exchange_no_mailbox", "complaint"])
def test_a_forged_report_counts_against_nobody(row, name):
    forged = sample(name, row).replace(row.bounce_token().encode(), b"A" * 22)
    forged = forged.replace(row.message_id().encode(), b"<" + b"B" * 22 + b"@testserver>")

    with pytest.raises(NoReport, match="is of no letter of ours"):
        take_mail(forged)

    assert Subscriber.objects.get().status == "confirmed"


def test_a_report_with_the_token_of_another_letter_too_counts_against_nobody(row):
    other = letter_to(make_reader("ben@example.org"))
    forged = sample("postfix_no_mailbox", row).replace(row.message_id().encode(), other.message_id().encode())

    with pytest.raises(NoReport, match="is of several letters"):
        take_mail(forged)

    assert not DeliveryEvent.objects.exists()


def test_the_same_report_read_twice_changes_nothing(row):
    raw = sample("postfix_no_mailbox", row)
    assert take_mail(raw) == f"The mailbox does not exist (delivery {row.pk})"
    row.subscriber.refresh_from_db()
    row.subscriber.lift(by=None, why="It works again.")

    assert take_mail(raw) == f"The mailbox does not exist (delivery {row.pk}, known before)"

    assert Subscriber.objects.get().status == "unsubscribed"


def test_a_report_is_known_by_its_letter_too_so_that_nobody_takes_its_number_before_it_comes(row):
    mallory = letter_to(make_reader("mallory@example.org"))
    take_mail(sample("postfix_no_mailbox", mallory))

    take_mail(sample("postfix_no_mailbox", row))

    assert row.events.get().kind == "hard"


def test_samples_are_what_they_claim():
    reports = [message_from_bytes(path.read_bytes()) for path in SAMPLES.iterdir()]

    assert sum(mail.get_content_type() == "multipart/report" for mail in reports) == 9


def mail_to(local):
    return f"From: ada@example.org\r\nTo: <{local}@cramps.example>\r\nSubject: unsubscribe\r\n\r\n".encode()


def test_a_mail_to_the_address_of_list_unsubscribe_leaves_and_does_nothing_else(row):
    reader, other = row.subscriber, make_reader("ben@example.org")

    assert "Leaves by mail" in take_mail(mail_to(f"bounces+{reader.leave_token()}"))
    assert "Had left before by mail" in take_mail(mail_to(f"bounces+{reader.leave_token()}"))

    assert [Subscriber.objects.get(pk=one.pk).status for one in [reader, other]] == ["unsubscribed", "confirmed"]
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("token", ["manage_token", "refuse_token"])
def test_no_other_token_leaves_by_mail(row, token):
    with pytest.raises(NoReport):
        take_mail(mail_to(f"bounces+{getattr(row.subscriber, token)()}"))

    assert Subscriber.objects.get().status == "confirmed"
