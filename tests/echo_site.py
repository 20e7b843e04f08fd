"""A site behind the front that says what it was asked, and readers before it."""

import gzip
import json
import ssl
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import time

import pytest

from cramps_site.lib.pages import PUBLIC
from tests.front import Front


class Site(ThreadingHTTPServer):
    """Answers everything with what it was sent, and with the headers that a test has set."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Echo)
        self.headers, self.status, self.asked = {"Cache-Control": PUBLIC}, 200, 0
        self.may_answer = Event()
        self.may_answer.set()


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked += 1
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.may_answer.wait(timeout=10)
        if self.server.headers.get("ETag", "") == self.headers["If-None-Match"]:
            self.say_that_it_is_the_same()
            return
        body = json.dumps({"number": self.server.asked, "headers": dict(self.headers), "sent": len(sent)}).encode()
        self.send_response(self.server.status)
        for name, value in (self.server.headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def say_that_it_is_the_same(self):
        self.send_response(304)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    with Site() as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture
def front(site, tmp_path):
    hashed = tmp_path / "static" / "site.0123456789ab.css"
    hashed.parent.mkdir()
    hashed.write_text("body{}")
    hashed.with_name(hashed.name + ".gz").write_bytes(gzip.compress(b"body{}"))
    with Front(tmp_path / "front", [site.server_port], files=tmp_path) as front:
        yield front


def ask(front, path, *, method="GET", plain=False, body=None, address="127.0.0.1", **headers):
    """(status, headers, body) as they come over the line, asked at an address of this machine."""
    line = HTTPConnection(address, front.plain, timeout=10) if plain else line_to(front)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, body, {"Host": front.authority} | named)
    answer = line.getresponse()
    try:
        return answer.status, answer.headers, answer.read()
    finally:
        line.close()


def line_to(front):
    return HTTPSConnection("127.0.0.1", front.port, timeout=10, context=trusting())


def trusting():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def numbers(front, address, times=2, **headers):
    return [json.loads(ask(front, address, **headers)[2])["number"] for _ in range(times)]


def until_asked(site, times):
    deadline = time() + 10
    while site.asked < times:
        assert time() < deadline
