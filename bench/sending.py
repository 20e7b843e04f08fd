"""Sends an issue to a mail server of its own: how fast, and what a worker that is killed loses or repeats.

`python bench/sending.py speed 50000`, `python bench/sending.py kill 10000 100 1` (recipients, kills, workers).
On the database at DATABASE_URL, which must be empty; without it on SQLite in a folder of its own.
"""

import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from threading import Thread

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
FOLDER = tempfile.mkdtemp(prefix="cramps-bench-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/bench.sqlite3")
os.environ.setdefault("SECRET_KEY", "a-key-for-benches-only-" * 4)
os.environ |= {"DJANGO_SETTINGS_MODULE": "cramps_site.settings", "DATA_DIR": os.environ.get("DATA_DIR", FOLDER)}
os.environ |= {"LETTERS_PER_SECOND": "0", "LETTER_CONNECTIONS": "8", "DEBUG": "1"}


class PlainLetter:
    """A letter of 20 kB without the newsletter's own rendering."""

    def __init__(self, edition):
        self.body = f"Subject: {edition.subject}\r\n\r\n" + "Cramps. Cramps. Cramps. Cramps. Cramps.\r\n" * 500

    def filled(self, delivery):
        return f"To: {delivery.address}\r\nMessage-ID: {delivery.message_id()}\r\n{self.body}".encode()


class Sink:
    """Takes everything, and counts what it said yes to or may have."""

    def __init__(self):
        self.got, self.loop = Counter(), asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self.talk, "127.0.0.1", 0, limit=1 << 20))
        self.port = self.server.sockets[0].getsockname()[1]
        Thread(target=self.loop.run_forever, daemon=True).start()

    async def talk(self, reader, writer):
        try:
            await self.answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def answer(self, reader, writer):
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                address = line.split(b"<")[1].split(b">")[0].decode()
            if verb == b"DATA":
                writer.write(b"354 go\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.got[address] += 1
            writer.write(b"250 ok\r\n")


def worker():
    import django

    django.setup()
    from newsletter import issues_sending
    from newsletter.models import Issue
    from newsletter.sender.ledger import Ledger

    issues_sending.ledger = Ledger(PlainLetter, lambda delivery: "letters@example.org")
    while Issue.objects.filter(status="sending").exists():
        if not issues_sending.work():
            time.sleep(0.1)
    issues_sending.stop()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def start(sink):
    environment = os.environ | {"MAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    return subprocess.Popen([sys.executable, __file__, "worker"], env=environment, stdout=subprocess.PIPE, text=True)


def prepare(count):
    import django

    django.setup()
    from django.core.management import call_command

    from tests.sending import make_issue_on_its_way

    call_command("migrate", verbosity=0)
    return make_issue_on_its_way([f"reader{number}@example.org" for number in range(count)])


def speed(count):
    issue, sink = prepare(count), Sink()
    began = time.monotonic()
    process = start(sink)
    memory = process.communicate()[0].strip()
    seconds = time.monotonic() - began
    print(f"{count} letters in {seconds:.1f} s, {count / seconds:.0f} a second, the worker's most {memory} MB")
    tell(issue, sink, count)


def kill(count, kills, workers):
    from datetime import timedelta

    issue, sink = prepare(count), Sink()
    from django.utils import timezone

    running = [start(sink) for _ in range(workers)]
    killed = 0
    while killed < kills and issue.deliveries.filter(status="waiting").exists():
        before = sink.got.total()
        goal = before + random.randint(0, max(1, count // kills))
        while sink.got.total() < goal and issue.deliveries.filter(status="waiting").exists():
            time.sleep(0.005)
        victim = random.randrange(workers)
        running[victim].kill()
        running[victim].wait()
        running[victim], killed = start(sink), killed + 1
    while issue.deliveries.filter(status__in=["waiting", "deferred"]).exists():
        time.sleep(0.2)
    time.sleep(2)
    issue.deliveries.filter(status="sending").update(claimed_at=timezone.now() - timedelta(hours=1))
    for process in running:
        process.communicate()
    print(f"{killed} kills of {workers} workers with 8 lines")
    tell(issue, sink, count)


def tell(issue, sink, count):
    rows = dict(issue.deliveries.values_list("address", "status"))
    states = Counter(rows.values())
    sent = {address for address, status in rows.items() if status == "sent"}
    unsure = {address for address, status in rows.items() if status == "uncertain"}
    print(f"states {dict(states)}, together {states.total()} of {count}")
    there = set(sink.got)
    print(f"twice: {sum(times > 1 for times in sink.got.values())}, said to be sent, not there: {len(sent - there)}")
    print(f"there, neither sent nor uncertain: {len(there - sent - unsure)}; uncertain, there: {len(unsure & there)}")


if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    {"speed": speed, "kill": kill, "worker": worker}[name](*map(int, numbers))
