"""The lines to the mail server: one thread speaks over all of them and waits for none. Others open and close them."""

from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from selectors import EVENT_READ, DefaultSelector
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from socket import socketpair
from threading import Thread
from time import monotonic

from django.core.mail import mailers

from cramps_site.lib.conversation import CLOSING
from cramps_site.lib.server_words import one_line
from cramps_site.lib.smtp import MayHaveArrived
from newsletter.models import Delivery

CLOSED = 221  # what servers say to a goodbye
LETTERS_A_CONNECTION = 100  # servers count, and close those that stay for ever
IDLE_AT_MOST = 5  # seconds


@dataclass
class Answer:
    """What the server said of a delivery. `code` 0: the line broke before the letter was handed over; None: after.

    Without a delivery: whether the line could be opened, or that it is CLOSED.
    """

    connection: "Connection"
    delivery: Delivery | None
    code: int | None
    words: str = ""
    refuses_us: bool = False  # our own sender, for good: no recipient was named

    @property
    def is_yes(self):
        return bool(self.code) and self.code < 400


class Lines:
    """All connections; what is answered on any of them."""

    def __init__(self, count):
        self.answers, self.selector = SimpleQueue(), DefaultSelector()
        self.bell, self.ringer = socketpair()  # rung by a thread that has an answer
        self.selector.register(self.bell, EVENT_READ, lambda: self.bell.recv(1))
        self.connections, self.threads = [Connection(self) for _ in range(count)], []

    def go_on(self, patience):
        """Hear what the server says, and reply. False if it said nothing for `patience` seconds."""
        events = self.selector.select(patience)
        for key, _ in events:
            key.data()
        for connection in self.connections:
            connection.look_at_the_clock()
        return bool(events)

    def answered(self):
        """The answers that are there, each once."""
        answers = []
        try:
            while True:
                answers.append(self.answers.get_nowait())
        except Empty:
            return answers

    def aside(self, act, *values):
        """Do in another thread what may take its time, and gives an Answer."""

        def acts():
            self.answers.put(act(*values))
            self.ringer.send(b"!")

        thread = Thread(target=acts, daemon=True, name="mail server")
        thread.start()
        self.threads = [*(each for each in self.threads if each.is_alive()), thread]

    def close(self):
        for connection in self.connections:
            if connection.is_open:
                connection.close()
        for thread in self.threads:  # those too whose answer was taken: they may not have rung yet
            thread.join()
        for each in [self.selector, self.bell, self.ringer]:
            each.close()


class Connection:
    """Holds one letter at most, and no database. `is_busy` from an act until whoever took its answer lets it `rest`."""

    def __init__(self, lines):
        self.lines, self.server, self.socket, self.conversation, self.delivery = lines, None, None, None, None
        self.is_open = self.is_fit = self.is_busy = False
        self.sent, self.used_at = 0, 0.0

    def open(self):
        self.is_busy, self.delivery = True, None
        self.lines.aside(self.open_server, mailers["default"])

    def open_server(self, server):
        try:
            server.open()
        except Exception as error:
            self.close_server(server)
            return Answer(self, None, 0, one_line(str(error)))
        self.server = server
        return Answer(self, None, 250)

    def rest(self):
        """It takes the next letter, if it is open and fit for one."""
        self.is_busy = False
        if self.server and not self.is_open:
            self.is_open, self.is_fit, self.sent, self.used_at = True, True, 0, monotonic()
            self.socket, self.waits_for = self.server.socket, EVENT_READ
            if self.socket:
                self.lines.selector.register(self.socket, EVENT_READ, self.go_on)

    def close(self):
        self.hang_up()
        server, self.server, self.delivery = self.server, None, None
        self.is_busy, self.is_open = True, False
        self.lines.aside(self.close_server, server)

    def close_server(self, server):
        with suppress(Exception):  # it may be gone already
            server.close()
        return Answer(self, None, CLOSED)

    def hang_up(self):
        """Hear no more."""
        if self.socket:
            self.lines.selector.unregister(self.socket)
        self.socket, self.is_fit = None, False

    @property
    def is_spent(self):
        """Open, but no use: it broke, served long enough, or was idle too long."""
        return self.is_open and not (self.is_fit and monotonic() - self.used_at < IDLE_AT_MOST)

    def hand_over(self, delivery, sender, letter):
        self.is_busy, self.delivery = True, delivery
        try:
            self.conversation = self.server.hand_over(sender, delivery.address, letter())
        except Exception as error:  # a letter that cannot be written down
            self.answer(error)
        else:
            self.look()

    def go_on(self):
        if self.conversation:
            self.conversation.go_on()
            self.look()
        else:
            self.hang_up()  # the server said something unasked: that it closes

    def look(self):
        if self.conversation is None or self.conversation.is_over:
            self.answer(self.conversation and self.conversation.error)
        elif self.conversation.waits_for != self.waits_for:
            self.waits_for = self.conversation.waits_for
            self.lines.selector.modify(self.socket, self.waits_for, self.go_on)

    def look_at_the_clock(self):
        """Who waits too long for the server waits no more."""
        if self.conversation:
            self.conversation.look_at_the_clock()
            self.look()

    def answer(self, error):
        code, words = said(error)
        self.sent, self.used_at, self.conversation = self.sent + 1, monotonic(), None
        is_of_the_letter = error is None or isinstance(error, SMTPRecipientsRefused | SMTPDataError)
        self.is_fit = is_of_the_letter and code != CLOSING and self.sent < LETTERS_A_CONNECTION
        refuses_us = isinstance(error, SMTPSenderRefused) and error.smtp_code >= 500
        self.lines.answers.put(Answer(self, self.delivery, code, one_line(words), refuses_us))


def said(error):
    """(code, words) of an Answer."""
    match error:
        case None:
            return 250, ""
        case MayHaveArrived():
            return None, str(error)
        case SMTPRecipientsRefused():
            return next(iter(error.recipients.values()))
        case SMTPDataError():
            return error.smtp_code, error.smtp_error
        case SMTPSenderRefused():
            return 0, f"{error.smtp_code} {one_line(error.smtp_error)}"
        case OSError():
            return 0, str(error)
    return 500, repr(error)  # no fault of the line
