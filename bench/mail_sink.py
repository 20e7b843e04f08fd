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
        server = await asyncio.start_server(self.connected, "127.0.0.1", 0, limit=1 << 20)
        self.pipe.send(server.sockets[0].getsockname()[1])
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_reader(self.pipe.fileno(), stopped.set)
        await stopped.wait()
        self.pipe.send(self.got)

    async def connected(self, reader, writer):
        try:
            await self.talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # its worker was killed
        finally:
            writer.close()

    async def talk(self, reader, writer):
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                writer.write(b"250-sink\r\n250-PIPELINING\r\n")  # as Postfix, Exim and the large services say
            if verb == b"RCPT":
                address = line.split(b"<")[1].split(b">")[0].decode()
            if verb == b"DATA":
                writer.write(b"354 go\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.got[address] += 1
                self.letters.value += 1
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
