"""A mail server that takes everything, in a process of its own, and counts what it said yes to or may have."""

import asyncio
from collections import Counter
from multiprocessing import Pipe, Process, Value


class MailSink:
    """`total()` while it runs; `got()`, once, what came: Counter({address: letters})."""

    def __init__(self):
        self.letters = Value("Q", 0)
        self.ours, theirs = Pipe()
        self.process = Process(target=serve, args=[theirs, self.letters], daemon=True)
        self.process.start()
        self.port = self.ours.recv()

    def total(self):
        return self.letters.value

    def got(self):
        self.ours.send("stop")
        got = self.ours.recv()
        self.process.join()
        return got


def serve(pipe, letters):
    asyncio.run(Serving(pipe, letters).run())


class Serving:
    def __init__(self, pipe, letters):
        self.pipe, self.letters, self.got = pipe, letters, Counter()

    async def run(self):
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        server = await loop.create_server(lambda: Line(self), "127.0.0.1", 0)
        self.pipe.send(server.sockets[0].getsockname()[1])
        loop.add_reader(self.pipe.fileno(), stopped.set)
        await stopped.wait()
        self.pipe.send(self.got)

    def took(self, address):
        self.got[address] += 1
        self.letters.value += 1


class Line(asyncio.Protocol):
    """As little as a server can do that takes whole envelopes (PIPELINING): it shares the worker's two cores."""

    def __init__(self, serving):
        self.serving, self.heard, self.is_letter = serving, bytearray(), False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, came):
        looked_at = max(0, len(self.heard) - 4)
        self.heard += came
        replies = []
        while (end := self.heard.find(b"\r\n.\r\n" if self.is_letter else b"\r\n", looked_at)) >= 0:
            replies.append(self.letter(end) if self.is_letter else self.command(end))
            looked_at = 0
        self.transport.write(b"".join(replies))

    def letter(self, end):
        del self.heard[: end + 5]
        self.is_letter = False
        self.serving.took(self.address)
        return b"250 ok\r\n"

    def command(self, end):
        line = bytes(self.heard[:end])
        verb = line[:4].upper()
        self.is_letter = verb == b"DATA"
        del self.heard[: end if self.is_letter else end + 2]  # a letter without a line ends with its dot at once
        if verb == b"RCPT":
            self.address = line.split(b"<")[1].split(b">")[0].decode()
        if verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
            return b""
        return {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"DATA": b"354 go\r\n"}.get(verb, b"250 ok\r\n")
