"""Whether a worker is alive, as /readyz tells it."""

import signal

import pytest

from cramps_site.heartbeat import Heartbeat
from cramps_site.models import Worker
from tests.factories import ago
from tests.processes import database_url, start
from tests.subscribers import make_letter

NONE = "ready\ndatabase: up\nworkers: none alive"


@pytest.fixture
def worker(mail_server, tmp_path):
    """A real one that has done a round: its letter has arrived."""
    make_letter()
    around = {"DATABASE_URL": database_url(), "DATA_DIR": str(tmp_path), "SITE_URL": "http://testserver"}
    process = start("worker", MAIL_URL=mail_server.url, **around)
    mail_server.wait_for(1)
    yield process
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_alive_until_it_is_told_to_stop(client, worker):
    assert client.get("/readyz").text == "ready\ndatabase: up\nworkers: 1 alive\n"

    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=20)

    assert client.get("/readyz").text == f"{NONE}\n"


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_is_missed_after_two_minutes(client, worker):
    worker.kill()
    worker.wait()
    assert "1 alive" in client.get("/readyz").text
    Worker.objects.update(seen_at=ago(minutes=2, seconds=1))

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.text.startswith(f"{NONE}, the last was seen at 20")


@pytest.mark.django_db
def test_a_beat_forgets_who_was_not_seen_for_a_day_and_nobody_else():
    old = Worker.objects.create(name="old", seen_at=ago(days=1, minutes=1))
    recent = Worker.objects.create(name="recent", seen_at=ago(hours=23))

    Heartbeat().work()

    assert not Worker.objects.filter(pk=old.pk).exists()
    assert Worker.objects.filter(pk=recent.pk).exists()
    assert Worker.objects.count() == 2


@pytest.mark.django_db
def test_a_worker_beats_no_more_often_than_every_ten_seconds(django_assert_num_queries):
    heartbeat = Heartbeat()
    heartbeat.work()

    with django_assert_num_queries(0):
        heartbeat.work()


@pytest.mark.django_db
def test_a_worker_whose_row_was_lost_is_known_again_and_since_when():
    heartbeat = Heartbeat()
    heartbeat.work()
    since = Worker.objects.get().since
    Worker.objects.all().delete()

    heartbeat.due_at = 0
    heartbeat.work()

    assert Worker.objects.get().since == since
