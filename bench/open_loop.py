"""An open-loop client: each request leaves at its time, whether or not those before it were answered.

`python bench/open_loop.py PORT HOST PATH RATE SECONDS` asks one page so many times a second and writes what it
saw, the fields of a Seen, to its standard output. `seen_by` runs it from other parts of the bench, in processes
of its own.
"""

import asyncio
import pickle
import subprocess
import sys
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

CONNECTIONS = 64
TICK = 0.001  # seconds
LAST_TAKES_AT_MOST = 5  # seconds that answers are waited for at the end


@dataclass
class Seen:
    """`bodies` {as it came: (when the first request that got it was sent, and the last, when the first was answered)}.

    `latencies` are counted from the moment a request was to leave, so that a server that stands still is not excused.
    """

    bodies: dict = field(default_factory=dict)
    latencies: list = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)  # by status; "lost" without one

    def note(self, status, body, due, sent):
        now = monotonic()
        self.answers[status] += 1
        self.latencies.append(now - due)
        if status == 200:
            first, last, answered = self.bodies.get(body, (sent, sent, now))
            self.bodies[body] = min(first, sent), max(last, sent), min(answered, now)

    def with_those_of(self, other):
        for body, (first, last, answered) in other.bodies.items():
            mine = self.bodies.get(body, (first, last, answered))
            self.bodies[body] = min(mine[0], first), max(mine[1], last), min(mine[2], answered)
        self.latencies += other.latencies
        self.answers += other.answers
        return self


class Line(asyncio.Protocol):
    """A connection that is kept."""

    def __init__(self, load):
        self.load, self.buffer, self.due = load, b"", None

    def connection_made(self, transport):
        self.transport = transport
        self.load.is_free(self)

    def ask(self, due):
        self.due, self.sent = due, monotonic()
        self.transport.write(self.load.request)

    def data_received(self, data):
        self.buffer += data
        head, end, body = self.buffer.partition(b"\r\n\r\n")
        if not end or len(body) < length_in(head):
            return
        self.load.seen.note(int(head[9:12]), body, self.due, self.sent)
        self.buffer, self.due = b"", None
        self.load.is_free(self)

    def connection_lost(self, error):
        if self.due is not None:
            self.load.seen.answers["lost"] += 1
        self.load.replace(self)


def length_in(head):
    _, found, rest = head.lower().partition(b"\r\ncontent-length: ")
    return int(rest.partition(b"\r\n")[0]) if found else 0


class Load:
    def __init__(self, port, host, path, rate, seconds):
        self.port, self.rate, self.seconds = port, rate, seconds
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        self.seen, self.free, self.late = Seen(), [], deque()

    async def run(self):
        self.loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            await self.connect()
        start, left = monotonic(), 0
        while left < self.rate * self.seconds:
            await asyncio.sleep(TICK)
            due = min(int((monotonic() - start) * self.rate), self.rate * self.seconds)
            for number in range(left, due):
                self.leave(start + number / self.rate)
            left = due
        deadline = monotonic() + LAST_TAKES_AT_MOST
        while (self.late or len(self.free) < CONNECTIONS) and monotonic() < deadline:
            await asyncio.sleep(TICK)
        self.seen.answers["lost"] += self.rate * self.seconds - self.seen.answers.total()
        return self.seen

    async def connect(self):
        await self.loop.create_connection(lambda: Line(self), "127.0.0.1", self.port)

    def leave(self, due):
        if self.free:
            self.free.pop().ask(due)
        else:
            self.late.append(due)

    def is_free(self, line):
        if self.late:
            line.ask(self.late.popleft())
        else:
            self.free.append(line)

    def replace(self, line):
        if line in self.free:
            self.free.remove(line)
        self.loop.create_task(self.connect())


@contextmanager
def seen_by(processes, port, host, path, rate, seconds):
    """Load from so many processes, while the block goes on. Gives a function that waits for it and returns the Seen."""
    command = [sys.executable, str(Path(__file__)), str(port), host, path, str(rate // processes), str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(processes)]

    def seen():
        together = Seen()
        for process in running:
            said = process.communicate()[0]
            together.with_those_of(Seen(**pickle.loads(said)))
        return together

    sleep(1)  # until all ask; they say nothing by themselves
    try:
        yield seen
    finally:
        for process in running:
            process.kill()
            process.wait()


if __name__ == "__main__":
    port, host, path, rate, seconds = sys.argv[1:]
    seen = asyncio.run(Load(int(port), host, path, int(rate), int(seconds)).run())
    sys.stdout.buffer.write(pickle.dumps(vars(seen)))
