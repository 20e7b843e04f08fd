"""With Redis all processes count limits together; while it is away each counts for itself, and posts go on."""

import shutil
import signal
import socket
import subprocess

import pytest
from django.core.cache import caches

from cramps_site.lib.rate_limit import RateLimit
from tests.factories import make_article

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")
LIMIT = RateLimit("test", times=2, seconds=60)


class Redis:
    """A real one, that can be stopped and started."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.process = folder, None

    def start(self):
        options = ["--port", str(self.port), "--dir", str(self.folder), "--save", "", "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.PIPE, text=True)
        next(line for line in self.process.stdout if "Ready to accept" in line)

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=10)


@pytest.fixture
def redis(tmp_path, settings):
    server = Redis(tmp_path)
    server.start()
    settings.CACHES = {
        "default": {
            "BACKEND": "cramps_site.lib.shared_cache.SharedCache",
            "LOCATION": f"redis://127.0.0.1:{server.port}/0",
        }
    }
    caches["default"].own.clear()  # one for the whole process, whatever the test
    yield server
    caches["default"].shared._cache.get_client().connection_pool.disconnect()
    if server.process.poll() is None:
        server.stop()


def test_two_processes_share_a_limit(redis, rf):
    """Each process has a cache object of its own, as each thread has here."""
    request = rf.get("/")
    assert [LIMIT.take(request), LIMIT.take(request)] == [0, 0]

    del caches["default"]

    assert LIMIT.take(request) > 0


def test_while_it_is_away_each_process_counts_for_itself(redis, rf):
    request = rf.get("/")
    LIMIT.take(request)
    redis.stop()

    assert [LIMIT.take(request) > 0 for _ in range(3)] == [False, False, True]


def test_one_that_hangs_is_as_good_as_away(redis, rf):
    request = rf.get("/")
    LIMIT.take(request)
    redis.process.send_signal(signal.SIGSTOP)

    waits = [LIMIT.take(request) for _ in range(2)]

    redis.process.send_signal(signal.SIGCONT)
    assert waits == [0, 0]


def test_when_it_is_back_it_counts_again(redis, rf):
    request = rf.get("/")
    redis.stop()
    LIMIT.take(request)

    redis.start()
    caches["default"].away_until = 0  # as if five seconds had passed
    LIMIT.take(request)

    assert caches["default"].shared.get_many(LIMIT.slots(request))


@pytest.mark.django_db
def test_a_comment_is_taken_without_it(redis, client):
    make_article(slug="known")
    redis.stop()

    fields = {"name": "Ada", "body": "It helped me."}
    answer = client.post("/articles/known/comments/", fields, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 303
