"""`manage.py worker`, as a process of its own."""

import signal

import pytest
from django.db import connection

from comments.scoring import FEWEST_DECISIONS
from cramps_site.lib.sending import BATCH
from newsletter import sending
from newsletter.models import Letter
from tests.factories import ago, make_article, make_comment, make_user
from tests.processes import manage, start
from tests.subscribers import make_letter, make_subscriber

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(around):
    process = start("worker", **around)
    yield process
    process.kill()
    process.wait()
    process.stderr.close()


def read_until(process, words):
    assert any(words in line for line in process.stderr), f"the worker ended without saying {words!r}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_sends_what_waits_and_ends_when_told(worker, mail_server, number):
    before = make_letter()
    mail_server.wait_for(1)
    after = make_letter()
    mail_server.wait_for(2)

    worker.send_signal(number)

    assert worker.wait(timeout=20) == 0
    assert mail_server.recipients == sorted([before.subscriber.email, after.subscriber.email])
    assert set(Letter.objects.values_list("status", flat=True)) == {"sent"}


def test_once_sends_all_that_waits_and_ends_by_itself(around, mail_server):
    letters = [make_letter() for _ in range(BATCH + 2)]

    done = manage("worker", "--once", **around)

    assert (done.returncode, done.stderr) == (0, "")
    assert mail_server.recipients == sorted(letter.subscriber.email for letter in letters)


def test_an_error_in_a_job_ends_its_round_and_not_the_worker(around, mail_server):
    rename_the_letters("newsletter_letter", "away")
    worker = start("worker", **around)
    try:
        read_until(worker, "newsletter.sending failed and will be tried again")
    finally:
        rename_the_letters("away", "newsletter_letter")
    make_letter()
    mail_server.wait_for(1)

    worker.terminate()

    assert worker.wait(timeout=20) == 0
    worker.stderr.close()


def rename_the_letters(old, new):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")


def test_a_worker_killed_while_it_sends_leaves_one_uncertain_letter_that_is_not_sent_again(worker, mail_server):
    letter = make_letter(make_subscriber("never-answered@example.org"))
    mail_server.wait_for(1)

    worker.kill()
    worker.wait()
    Letter.objects.update(claimed_at=ago(minutes=11))
    sending.work()

    letter.refresh_from_db()
    assert letter.status == Letter.Status.UNCERTAIN
    assert len(mail_server.letters) == 1


def test_what_waits_is_guessed_at_by_a_process_that_ends_with_the_worker(around, mail_server):
    moderator, article = make_user(group="Moderator"), make_article()
    for n in range(FEWEST_DECISIONS):
        comment = make_comment(f"Cheap socks, number {n}.", article=article)
        comment.mark_as_spam(by=moderator, made_at=ago(minutes=5))
    waiting = make_comment("Cheap socks.", article=article)

    done = manage("worker", "--once", **around)

    waiting.refresh_from_db()
    assert (done.returncode, done.stderr) == (0, "")
    assert waiting.put_last
