"""A real mail server on a socket. The name of a recipient says what becomes of a letter to it."""

import asyncio
import email
import re
import socket
from email.policy import default as modern
from threading import Condition
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from cramps_site import env

WAIT_AT_MOST = 30  # seconds; only a test that fails waits so long

AT_RCPT = {
    "busy": "450 4.2.1 Try again later",
    "refused": "550 5.1.1 No such mailbox",
    "refused-oddly": "550 5.7.1 Not\x00 wanted",
    "closing": "421 4.7.0 Closing the channel",
}
AFTER_DATA = {"busy-after-data": "451 4.3.0 Try again later", "refused-after-data": "554 5.7.1 Not wanted"}


class DroppingServer(SMTP):
    def connection_made(self, transport):
        super().connection_made(transport)
        self.event_handler.lines.append(transport)

    async def smtp_DATA(self, arg):
        if self.event_handler.trouble_with(self.envelope.rcpt_tos[0]) == "dropped-at-data":
            return self.transport.abort()
        return await super().smtp_DATA(arg)


class MailServer(Controller):
    """What it was handed stands in `letters`, whatever it then answered. `is_well`: it takes everything.

    `pipelining`: it takes several commands at once (RFC 2920), as most servers do.
    """

    def __init__(self, *, pipelining=False):
        super().__init__(self, hostname="127.0.0.1")
        self.letters, self.connections, self.is_well, self.pipelining = [], 0, False, pipelining
        self.lines = []
        self.arrived = Condition()

    def factory(self):
        return DroppingServer(self.handler)

    def trouble_with(self, address):
        return "" if self.is_well else address.partition("@")[0]

    async def _create_server(self):
        server = await self.loop.create_server(self._factory_invoker, host=self.hostname, port=0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelining else responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = self.trouble_with(address)
        if name == "dropped-before-data":
            server.transport.abort()
        if name not in AT_RCPT:
            envelope.rcpt_tos.append(address)
        return AT_RCPT.get(name, "250 OK")

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=modern)
        letter.raw, letter.sender, letter.recipients = envelope.content, envelope.mail_from, envelope.rcpt_tos
        with self.arrived:
            self.letters.append(letter)
            self.arrived.notify_all()
        name = self.trouble_with(envelope.rcpt_tos[0])
        if name == "dropped-after-data":
            server.transport.abort()
        if name == "never-answered":
            await asyncio.Event().wait()
        return AFTER_DATA.get(name, "250 OK")

    def drop_all(self):
        """As a server does that was started anew."""

        async def drop():
            for line in self.lines:
                line.abort()

        asyncio.run_coroutine_threadsafe(drop(), self.loop).result(WAIT_AT_MOST)

    def wait_for(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.letters) >= count, WAIT_AT_MOST)

    @property
    def url(self):
        return f"smtp://{self.hostname}:{self.port}"

    @property
    def recipients(self):
        return sorted(address for letter in self.letters for address in letter.recipients)


def link_in(letter, purpose):
    """The path of the link to `confirm` or `leave` in a letter's text."""
    text = letter.get_body(["plain"]).get_content()
    return urlsplit(re.search(rf"http\S+/newsletter/{purpose}/\S+", text)[0]).path


def mailers_at(url):
    return {"default": {"BACKEND": "cramps_site.lib.smtp.Server", "OPTIONS": env.smtp(url)}}


@pytest.fixture
def mail_server(settings):
    yield from running(settings, pipelining=True)


@pytest.fixture(params=[False, True], ids=["one_by_one", "pipelining"])
def any_mail_server(settings, request):
    """Each of the two ways in which servers take an envelope."""
    yield from running(settings, pipelining=request.param)


def running(settings, *, pipelining):
    server = MailServer(pipelining=pipelining)
    server.start()
    settings.MAILERS = mailers_at(server.url)
    yield server
    server.stop()


@pytest.fixture
def dead_mail_server(settings):
    """An address where nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        settings.MAILERS = mailers_at(f"smtp://127.0.0.1:{reserved.getsockname()[1]}")
        yield
