"""Notices go out as the newsletter's letters do: each once, none lost, whatever the mail server or the worker does."""

import pytest

from comments import notices
from comments.models import Comment, Notice
from tests.at_once import at_once
from tests.factories import ago, make_comment
from tests.mail import make_moderator
from tests.processes import manage, start
from tests.smtp_server import mailers_at

pytestmark = pytest.mark.django_db(transaction=True)


def notice_to(name="ada"):
    return Notice.objects.create(kind=Notice.Kind.PROVE, comment=make_comment(email=f"{name}@example.org"))


def send_what_waits():
    while notices.work():
        pass


def test_one_worker_sends_notices_and_asks_for_digests(around, mail_server):
    make_moderator()
    notice_to()
    Comment.objects.update(queued_at=ago(minutes=1))

    done = manage("worker", "--once", **around)

    assert (done.returncode, done.stderr) == (0, "")
    assert mail_server.recipients == ["ada@example.org", "mara@example.org"]


def test_a_worker_killed_while_it_sends_leaves_one_uncertain_notice_that_is_not_sent_again(around, mail_server):
    notice = notice_to("never-answered")
    worker = start("worker", **around)
    mail_server.wait_for(1)

    worker.kill()
    worker.wait()
    worker.stderr.close()
    Notice.objects.update(claimed_at=ago(minutes=11))
    send_what_waits()

    notice.refresh_from_db()
    assert notice.status == Notice.Status.UNCERTAIN
    assert len(mail_server.letters) == 1


def test_a_dead_server_delays_notices_and_loses_none(mail_server, dead_mail_server, settings):
    for number in range(3):
        notice_to(f"reader{number}")
    send_what_waits()
    assert set(Notice.objects.values_list("status", "attempts")) == {("waiting", 0)}

    settings.MAILERS = mailers_at(mail_server.url)
    send_what_waits()

    assert mail_server.recipients == [f"reader{number}@example.org" for number in range(3)]


@pytest.mark.parametrize("name", ["busy", "refused", "closing", "dropped-after-data"])
def test_trouble_with_one_notice_does_not_hold_up_the_others(mail_server, name):
    trouble = notice_to(name)
    others = [notice_to(f"reader{number}") for number in range(12)]

    send_what_waits()

    trouble.refresh_from_db()
    assert trouble.status != Notice.Status.SENT
    assert mail_server.recipients.count(f"{name}@example.org") <= 1
    assert Notice.objects.filter(status="sent").count() == len(others)


def test_the_link_of_a_letter_that_was_put_off_is_the_one_that_was_sent(client, mail_server):
    """Each try makes a new one; only that of the letter which arrived opens the page."""
    notice_to("busy-after-data")
    send_what_waits()
    mail_server.is_well = True
    Notice.objects.update(due_at=ago(seconds=1))
    send_what_waits()

    texts = [letter.get_body(["plain"]).get_content() for letter in mail_server.letters]
    links = [next(word for word in text.split() if "/comments/mail/" in word) for text in texts]
    assert [client.get(link.removeprefix("http://testserver")).status_code for link in links] == [404, 200]


def test_two_workers_at_once_send_each_notice_once(mail_server):
    for number in range(20):
        notice_to(f"reader{number}")

    at_once(send_what_waits, send_what_waits)

    assert mail_server.recipients == sorted(f"reader{number}@example.org" for number in range(20))
    assert set(Notice.objects.values_list("status", "attempts")) == {("sent", 1)}
