"""Sends an issue of ten articles to a mail server of its own, from the freezing of its list to the last letter.

    python bench/sending.py freeze 100000     how long the list of an issue takes to be frozen
    python bench/sending.py speed 50000       how fast, with which memory
    python bench/sending.py kill 10000 100 1  recipients, kill -9, workers: what is lost, repeated, uncertain
    python bench/sending.py pause 10000       what follows a pause at half

On a database of its own on the PostgreSQL server at DATABASE_URL, removed at the end; without it on SQLite in a folder
of its own.
"""

import atexit
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
CONNECTIONS = 8
IS_WORKER = sys.argv[1:2] == ["worker"]  # it has the folder and the database of the bench that started it


def make_own_folder():
    os.environ["DATA_DIR"] = folder = tempfile.mkdtemp(prefix="cramps-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite3"


def make_own_database():
    """On that server, for this bench and the workers that it starts."""
    given, name = os.environ["DATABASE_URL"], f"cramps_bench_{os.getpid()}"
    server = psycopg.connect(given, autocommit=True)
    server.execute(f"CREATE DATABASE {name}")
    atexit.register(lambda: server.execute(f"DROP DATABASE {name} WITH (FORCE)"))
    os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{name}").geturl()


if __name__ == "__main__" and not IS_WORKER:
    make_own_folder()
    if os.environ["DATABASE_URL"].startswith("postgres"):
        make_own_database()
os.environ.setdefault("SECRET_KEY", "a-key-for-benches-only-" * 4)
os.environ |= {"DJANGO_SETTINGS_MODULE": "cramps_site.settings", "SITE_URL": "https://cramps.example"}
os.environ |= {"POSTAL_ADDRESS": "12 Example Street, Berlin"}  # without it no issue goes out
os.environ |= {"LETTERS_PER_SECOND": "0", "LETTER_CONNECTIONS": str(CONNECTIONS)}


def prepare(count):
    """An issue that is due, to `count` confirmed readers."""
    from django.core.management import call_command
    from django.utils import timezone

    from newsletter.models import Subscriber
    from tests.factories import make_article
    from tests.issues import issue

    call_command("migrate", verbosity=0)
    now = timezone.now()
    readers = (Subscriber(email=f"reader{n}@example.org", status="confirmed", confirmed_at=now) for n in range(count))
    Subscriber.objects.bulk_create(readers, batch_size=5000)
    articles = [make_article(f"What helps against cramps, part {n}") for n in range(10)]
    return issue(*articles, intro="Dear reader,\n\n" + "Cramps come at night. " * 50, status="scheduled", send_at=now)


def worker():
    """What `manage.py worker` does for issues, until none is being sent; then its memory and processor seconds."""
    from newsletter import issues_sending
    from newsletter.models import Issue

    while Issue.objects.filter(status__in=["scheduled", "sending"]).exists():
        if not issues_sending.work():
            time.sleep(0.1)  # nothing is due: the worker pauses a second, and here the end is measured finer
    issues_sending.stop()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_maxrss // 1024, round(used.ru_utime + used.ru_stime, 1))


class Workers:
    def __init__(self, sink, count=1):
        environment = os.environ | {"MAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
        self.start = lambda: subprocess.Popen(
            [sys.executable, __file__, "worker"], env=environment, stdout=subprocess.PIPE, text=True
        )
        self.running = [self.start() for _ in range(count)]

    def kill_one(self):
        victim = random.randrange(len(self.running))
        self.running[victim].kill()
        self.running[victim].communicate()
        self.running[victim] = self.start()

    def wait(self):
        """What each printed. A worker that failed ends the bench."""
        printed = [process.communicate()[0] for process in self.running]
        if any(process.returncode for process in self.running):
            sys.exit("A worker failed.")
        return [words.split() for words in printed]

    def are_well(self):
        return all(process.poll() in (None, 0) for process in self.running)


def freeze(count):
    from newsletter import audience

    began, issue = time.monotonic(), prepare(count)
    print(f"{count} readers made in {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    audience.freeze(issue)
    print(f"list of {count} frozen in {time.monotonic() - began:.2f} s")


def speed(count):
    from bench.mail_sink import MailSink

    issue, sink = prepare(count), MailSink()
    began = time.monotonic()
    workers = Workers(sink)
    wait_until(lambda: sink.total() > 0, workers)
    first = time.monotonic()
    [(memory, processor)] = workers.wait()
    seconds, total = time.monotonic() - first, time.monotonic() - began
    print(f"{count} letters in {seconds:.1f} s, {count / seconds:.0f} a second ({total:.1f} s with start and freezing)")
    print(f"the worker: {memory} MB at most, {processor} s of processor")
    tell(issue, sink.got(), count)


def kill(count, kills, workers):
    from django.utils import timezone

    from bench.mail_sink import MailSink

    issue, sink = prepare(count), MailSink()
    running, waits = Workers(sink, workers), issue.deliveries.filter(status="waiting")
    wait_until(waits.exists, running)
    for number in range(kills):
        goal = (count - count // 20) * (number + random.random()) / kills
        wait_until(lambda goal=goal: sink.total() >= goal, running)
        running.kill_one()
        last_kill = timezone.now()
    wait_until(lambda: not issue.deliveries.filter(status__in=["waiting", "deferred"]).exists(), running)
    # What the living hold they claimed after the last kill, and answer soon; what the dead left is found two minutes
    # later, to which time is moved.
    held = issue.deliveries.filter(status="sending", claimed_at__gt=last_kill)
    wait_until(lambda: not held.exists(), running)
    issue.deliveries.filter(status="sending").update(claimed_at=timezone.now() - timedelta(hours=1))
    running.wait()
    print(f"{kills} kills of {workers} workers with {CONNECTIONS} connections: at most {kills * CONNECTIONS} uncertain")
    tell(issue, sink.got(), count)


def pause(count):
    from bench.mail_sink import MailSink

    issue, sink = prepare(count), MailSink()
    running = Workers(sink)
    wait_until(lambda: sink.total() >= count // 2, running)
    issue.refresh_from_db()
    issue.pause(by=None)
    at_pause = sink.total()
    running.wait()
    print(f"paused at {at_pause}, {sink.total() - at_pause} followed, of {CONNECTIONS} connections")
    issue.resume(by=None)
    Workers(sink).wait()
    tell(issue, sink.got(), count)


def wait_until(holds, workers):
    while not holds():
        if not workers.are_well():
            sys.exit("A worker failed.")
        time.sleep(0.005)  # the sink counts in another process, which says nothing by itself


def tell(issue, got, count):
    rows = dict(issue.deliveries.values_list("address", "status"))
    states = Counter(rows.values())
    sent = {address for address, status in rows.items() if status == "sent"}
    unsure = {address for address, status in rows.items() if status == "uncertain"}
    there = set(got)
    print(f"states {dict(states)}, together {states.total()} of {count}; letters {got.total()}")
    print(f"twice: {sum(times > 1 for times in got.values())}, said to be sent, not there: {len(sent - there)}")
    print(f"there, neither sent nor uncertain: {len(there - sent - unsure)}; uncertain, there: {len(unsure & there)}")


if __name__ == "__main__":
    django.setup()
    name, *numbers = sys.argv[1:]
    {"freeze": freeze, "speed": speed, "kill": kill, "pause": pause, "worker": worker}[name](*map(int, numbers))
