"""Readers who come through the door, and a clock that only they move."""

import gzip
from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import quote, unquote, urlsplit
from wsgiref.headers import Headers
from wsgiref.validate import validator

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from cramps_site.lib.database_away import database
from cramps_site.lib.door import Door
from tests.factories import ago, make_article


def settle():
    """As if nothing had changed for an hour."""
    Article.objects.update(changed_at=ago(hours=1))


def settled_article():
    """At /articles/known/, and long enough for its page to be worth compressing."""
    article = make_article("Known", slug="known", body="It is the muscle itself. " * 50)
    settle()
    return article


class Clock:
    """In the place of `monotonic`: time passes when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    def pass_by(self, seconds):
        self.now += seconds


class Counted:
    """A WSGI application that counts how often it was asked, and for what."""

    def __init__(self, application):
        self.application, self.asked = application, []

    def __call__(self, environ, start_response):
        query = environ.get("QUERY_STRING")
        self.asked.append(environ["PATH_INFO"] + (f"?{query}" if query else ""))
        return self.application(environ, start_response)


@pytest.fixture
def clock(monkeypatch):
    """The clock of the door, which stands still."""
    clock = Clock()
    monkeypatch.setattr("cramps_site.lib.door.monotonic", clock)
    monkeypatch.setattr("cramps_site.lib.database_away.monotonic", clock)
    yield clock
    database.is_over()


class SlowOnce:
    """In the place of a visitor's Django: says when it is asked, and goes on when it is told."""

    def __init__(self, visitor, asked, goes_on):
        self.visitor, self.asked, self.goes_on, self.renderings = visitor, asked, goes_on, 0
        visitor.door.application = self

    def __call__(self, environ, start_response):
        self.renderings += 1
        self.asked.set()
        self.goes_on.wait(10)
        return self.visitor.django(environ, start_response)


class Visitor:
    """Speaks WSGI to a Door of its own, or to that of another process."""

    def __init__(self):
        self.django = Counted(get_wsgi_application())
        self.door = Door(self.django)
        self.application = validator(self.door)

    def get(self, address, **headers):
        return self.ask("GET", address, **headers)

    def ask(self, method, address, *, body=b"", host="testserver", **headers):
        """`headers` by their names in small letters, with underscores."""
        parts, said = urlsplit(address), []
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(quote(parts.path, safe="/%"), "latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_HOST": host,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if body:
            environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        environ["wsgi.errors"] = NoErrors()
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}

        def start_response(status, headers, exc_info=None):
            said.append((status, headers))
            return lambda data: None

        parts = self.application(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            parts.close()
        return answer_of(*said[-1], body)


@contextmanager
def within_a_transaction():
    """As Django's own test client does: the test's connection stays open behind a request."""
    for signal in [request_started, request_finished]:
        signal.disconnect(close_old_connections)
    yield
    for signal in [request_started, request_finished]:
        signal.connect(close_old_connections)


class NoErrors:
    """Where an application may complain; ours logs instead."""

    def write(self, text):
        raise AssertionError(text)

    def writelines(self, lines):
        raise AssertionError(lines)

    def flush(self):
        """Nothing was written."""


def answer_of(status, headers, body):
    headers = Headers(headers)
    whole = gzip.decompress(body) if headers["Content-Encoding"] == "gzip" and body else body
    return SimpleNamespace(status=int(status[:3]), headers=headers, body=body, text=whole.decode(errors="replace"))


def queries_of(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


@pytest.fixture
def visitor(clock):
    with within_a_transaction():
        yield Visitor()
