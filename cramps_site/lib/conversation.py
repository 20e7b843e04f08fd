"""A conversation with a server over a socket that never blocks: one thread can hold many at once."""

from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from smtplib import SMTPServerDisconnected
from socket import SHUT_RDWR
from ssl import SSLWantReadError, SSLWantWriteError
from time import monotonic
from typing import NamedTuple

NOT_NOW = BlockingIOError, SSLWantReadError, SSLWantWriteError
LONGEST_REPLY = 65536  # bytes
CLOSING = 421  # "service not available, closing transmission channel" (RFC 5321, section 4.2.2)


class Step(NamedTuple):
    """What is said, how many replies it gets, and how many seconds they may take."""

    said: bytes
    replies: int
    patience: float


class Conversation:
    """`steps`, a generator, yields Steps and is sent the replies to each, [(code, words)]; nothing follows CLOSING.

    It is thrown what breaks the line: then nothing more goes over it. `go_on` whenever the socket is ready for
    `waits_for`, until `is_over`; `error` is what the generator raised.
    """

    def __init__(self, sock, steps):
        self.sock, self.steps, self.unsaid = sock, steps, b""
        self.is_over, self.error = False, None
        self.resume(steps.send, None)

    @property
    def waits_for(self):
        return EVENT_WRITE if self.unsaid else EVENT_READ

    def go_on(self):
        try:
            self.say() if self.unsaid else self.hear()
        except NOT_NOW:
            pass
        except OSError as error:
            self.fail(error)

    def wait(self):
        """Until it can go on; for who has nothing else to do."""
        with DefaultSelector() as selector:
            selector.register(self.sock, self.waits_for)
            is_ready = selector.select(max(0, self.deadline - monotonic()))
        self.go_on() if is_ready else self.look_at_the_clock()

    def look_at_the_clock(self):
        if monotonic() > self.deadline:
            self.fail(TimeoutError("timed out"))

    def fail(self, error):
        with suppress(OSError):
            self.sock.shutdown(SHUT_RDWR)
        self.resume(self.steps.throw, error)

    def resume(self, generator, value):
        try:
            self.unsaid, self.awaited, patience = generator(value)
        except StopIteration:
            self.is_over = True
        except Exception as error:
            self.is_over, self.error = True, error
        else:
            self.heard, self.words, self.replies = b"", [], []
            self.deadline = monotonic() + patience
            self.go_on()

    def say(self):
        while self.unsaid:
            self.unsaid = self.unsaid[self.sock.send(self.unsaid) :]

    def hear(self):
        """What came, and what lies decrypted in a TLS socket: nothing tells of that later."""
        more = True
        while more and not self.is_over:
            came = self.sock.recv(LONGEST_REPLY)
            if not came:
                raise SMTPServerDisconnected("Connection unexpectedly closed")
            if len(self.heard) > LONGEST_REPLY:
                raise SMTPServerDisconnected("A reply without an end")
            self.heard += came
            self.take_lines()
            more = hasattr(self.sock, "pending") and self.sock.pending()

    def take_lines(self):
        """Lines of a reply have a `-` after the code, all but its last (RFC 5321, section 4.2.1)."""
        *lines, self.heard = self.heard.split(b"\n")
        for line in lines:
            code = int(line[:3]) if line[:3].isdigit() else -1
            self.words.append(line[4:].strip())
            if code < 0 or line[3:4] != b"-":
                self.replies.append((code, b"\n".join(self.words)))
                self.words = []
                if code == CLOSING or len(self.replies) == self.awaited:
                    self.resume(self.steps.send, self.replies)
                    return
