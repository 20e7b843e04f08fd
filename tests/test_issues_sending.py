"""Issues go out to a real mail server on a socket; the name of an address decides what it answers."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from cramps_site.lib.addresses import canonical
from newsletter import issues_sending
from newsletter.models import Delivery, Issue, Subscriber, Suppression
from newsletter.progress import slowed_domains
from newsletter.sender.ledger import Ledger
from tests.sending import became_of, make_issue_on_its_way
from tests.smtp_server import mailers_at

pytestmark = pytest.mark.django_db(transaction=True)


class PlainLetter:
    def __init__(self, edition):
        self.edition = edition

    def filled(self, delivery):
        lines = [f"To: {delivery.address}", f"Message-ID: {delivery.message_id()}", f"Subject: {self.edition.subject}"]
        return "\r\n".join([*lines, "", self.edition.text, ""]).encode()


@pytest.fixture
def mail_server(any_mail_server):
    return any_mail_server


@pytest.fixture(autouse=True)
def sender(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN, settings.LETTER_CONNECTIONS = 0, 0, 4
    issues_sending.ledger = Ledger(PlainLetter, lambda delivery: "letters@example.org")
    yield
    issues_sending.stop()


def send_all():
    while issues_sending.work():
        pass


def names(count):
    return [f"reader{number}@example.org" for number in range(count)]


def test_each_reader_gets_it_once_and_the_issue_is_finished(mail_server):
    issue = make_issue_on_its_way(names(50))

    send_all()

    assert mail_server.recipients == sorted(names(50))
    assert set(became_of(issue).values()) == {"sent"}
    assert Issue.objects.get().status == "finished"
    assert mail_server.connections <= 4


def test_each_answer_becomes_the_right_state(mail_server):
    troubles = ["busy", "refused", "closing", "busy-after-data", "refused-after-data", "dropped-before-data"]
    troubles += ["dropped-at-data", "dropped-after-data"]
    issue = make_issue_on_its_way([f"{name}@{name}.example" for name in ["ada", *troubles]])

    while became_of(issue)["ada"] != "sent" or Delivery.objects.filter(status="waiting").exists():
        issues_sending.work()
        issues_sending.ledger.quiet_until = 0
    issues_sending.stop()

    assert became_of(issue) == {
        "ada": "sent",
        "busy": "deferred",
        "refused": "failed",
        "closing": "deferred",
        "busy-after-data": "deferred",
        "refused-after-data": "failed",
        "dropped-before-data": "deferred",
        "dropped-at-data": "deferred",
        "dropped-after-data": "uncertain",
    }
    tries = dict(Delivery.objects.values_list("address", "attempts"))
    assert tries["dropped-before-data@dropped-before-data.example"] == 0
    assert [hidden.cause for hidden in Suppression.objects.all()] == ["hard"]
    slowed = set(slowed_domains().values_list("domain", flat=True))
    assert {"closing.example", "busy-after-data.example", "refused-after-data.example"} <= slowed
    assert "refused.example" not in slowed


def test_odd_words_of_a_mail_server_hold_up_nobody(mail_server):
    issue = make_issue_on_its_way(["refused-oddly@odd.example", "ada@example.org"])

    send_all()

    assert became_of(issue) == {"refused-oddly": "failed", "ada": "sent"}
    assert issue.deliveries.first().error == "550 5.7.1 Not wanted"


def test_nobody_is_claimed_while_the_mail_server_is_away(dead_mail_server):
    issue = make_issue_on_its_way(names(3))

    for _ in range(3):
        issues_sending.work()

    assert set(became_of(issue).values()) == {"waiting"}


def test_who_left_after_the_list_was_frozen_gets_nothing(mail_server):
    issue = make_issue_on_its_way(["ada@example.org", "left@example.org", "refuser@example.org", "pausing@example.org"])
    Subscriber.objects.get(email="left@example.org").leave()
    Suppression.objects.add("refuser@example.org", "refused")
    later = timezone.now() + timedelta(days=1)
    Subscriber.objects.filter(email="pausing@example.org").update(paused_until=later)

    send_all()

    assert mail_server.recipients == ["ada@example.org"]
    why = issue.deliveries.order_by("pk").values_list("status", "excluded_because")
    assert list(why) == [("sent", ""), *(("excluded", reason) for reason in ["left", "suppressed", "paused"])]


def test_a_paused_issue_sends_nothing_and_a_resumed_one_each_once(mail_server):
    issue = make_issue_on_its_way(names(30))
    issue.pause(by=None)
    send_all()
    assert mail_server.recipients == []
    issue.resume(by=None)

    send_all()

    assert mail_server.recipients == sorted(names(30))


def test_the_rest_waits_until_the_canary_was_tried(mail_server):
    issue = make_issue_on_its_way([f"refused@r{number}.example" for number in range(30)] + names(30), canary=30)

    send_all()

    assert mail_server.recipients == []
    assert Issue.objects.get().status == "paused"
    assert issue.steps.get().why.endswith("mailboxes do not exist.")
    assert Delivery.objects.filter(status="waiting", is_canary=False).count() == 30


def test_a_good_canary_lets_the_rest_follow(mail_server):
    make_issue_on_its_way(names(30), canary=10)

    send_all()

    assert len(mail_server.recipients) == 30
    assert Issue.objects.get().canary_passed_at


def test_what_a_dead_worker_left_is_never_sent_again(mail_server):
    issue = make_issue_on_its_way(names(3))
    Delivery.objects.claim(issue.deliveries.all()[:1])
    Delivery.objects.filter(status="sending").update(claimed_at=timezone.now() - timedelta(minutes=3))

    send_all()

    assert became_of(issue) == {"reader0": "uncertain", "reader1": "sent", "reader2": "sent"}
    assert mail_server.recipients == ["reader1@example.org", "reader2@example.org"]


def test_an_issue_a_day_late_is_not_sent(mail_server):
    issue = make_issue_on_its_way(names(3), status="scheduled", send_at=timezone.now() - timedelta(hours=25))

    send_all()

    assert Issue.objects.get().status == "missed"
    assert set(became_of(issue).values()) == {"waiting"}


def test_letters_go_no_faster_than_the_pace(mail_server, settings):
    settings.LETTERS_PER_SECOND = 20
    make_issue_on_its_way(names(30))
    began = timezone.now()

    send_all()

    assert len(mail_server.recipients) == 30
    assert (timezone.now() - began).total_seconds() > 1.3


def test_those_of_a_second_try_do_not_wait_for_all_the_others(mail_server):
    issue = make_issue_on_its_way(names(400))
    issue.deliveries.filter(address__in=names(300)[200:]).update(status="deferred")

    while issue.deliveries.filter(status="deferred").exists():
        issues_sending.ledger.step()

    assert issue.deliveries.filter(status="waiting").count() > 200


def test_a_worker_that_ends_writes_what_became_of_letters_under_way(mail_server):
    issue = make_issue_on_its_way(names(40))
    while "sending" not in became_of(issue).values():
        issues_sending.ledger.step()

    issues_sending.stop()

    assert set(became_of(issue).values()) <= {"sent", "waiting"}
    assert len(mail_server.recipients) == issue.deliveries.filter(status="sent").count()


def test_a_server_that_never_answers_holds_up_nobody_else(mail_server, monkeypatch):
    monkeypatch.setattr("cramps_site.lib.smtp.ANSWER_TAKES_AT_MOST", 0.5)
    issue = make_issue_on_its_way(["never-answered@example.org", *names(50)])

    send_all()

    assert became_of(issue)["never-answered"] == "uncertain"
    assert Counter(became_of(issue).values()) == {"sent": 50, "uncertain": 1}
    assert Counter(mail_server.recipients).most_common(1)[0][1] == 1


def test_a_letter_that_cannot_be_written_down_fails_alone(mail_server):
    issue = make_issue_on_its_way(["ada@example.org", "ben\r\nBcc: eve@example.org", "cleo@example.org"])
    issues_sending.stop()
    issues_sending.ledger = Ledger(RefusingLetter, lambda delivery: "letters@example.org")

    send_all()

    assert Counter(became_of(issue).values()) == {"sent": 2, "failed": 1}
    assert mail_server.recipients == ["ada@example.org", "cleo@example.org"]


def test_a_line_that_the_server_closed_meanwhile_gets_no_letter(mail_server):
    make_issue_on_its_way(names(8))
    send_all()
    mail_server.drop_all()
    issue = make_issue_on_its_way(["ada@example.org", "ben@example.org"])

    send_all()

    assert set(became_of(issue).values()) == {"sent"}
    assert set(issue.deliveries.values_list("attempts", flat=True)) == {1}


def test_lines_are_closed_when_nothing_goes_over_them(mail_server, monkeypatch):
    make_issue_on_its_way(names(8))
    send_all()
    assert any(line.is_open for line in issues_sending.ledger.connections)
    monkeypatch.setattr("newsletter.sender.connection.IDLE_AT_MOST", 0)

    send_all()
    send_all()

    assert not issues_sending.ledger.busy
    assert not any(line.is_open for line in issues_sending.ledger.connections)


def test_letters_larger_than_a_line_takes_at_once_go_over_encrypted_lines(with_tls, certificate, settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    settings.MAILERS = mailers_at(with_tls.url)
    settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True
    issue = make_issue_on_its_way(names(3))
    text = "Cramps come at night.\r\n" * 20_000
    issue.editions.update(text=text)

    send_all()

    assert with_tls.recipients == sorted(names(3))
    assert {letter.raw.count(b"Cramps come at night.\r\n") for letter in with_tls.letters} == {20_000}


class RefusingLetter(PlainLetter):
    """Refuses what the real one refuses."""

    def filled(self, delivery):
        canonical(delivery.address)
        return super().filled(delivery)
