"""Another site, on a socket of this machine, which tests alone may ask."""

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from cramps_site.lib import asking


class OtherSite:
    """Answers with what `answers` says of "METHOD /path" or of "/path", else with 200. Keeps what it was `asked`."""

    def __init__(self, context=None):
        self.answers, self.asked, self.headers = {}, [], {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.scheme = "https" if context else "http"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    def handler(site):
        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                act = f"{self.command} {self.path}"
                site.asked.append(act)
                site.headers = dict(self.headers)
                self.send_response(site.answers.get(act, site.answers.get(self.path, 200)))
                self.send_header("Location", "/moved-to")
                self.end_headers()

            do_HEAD = do_GET = answer

            def log_message(self, *words):
                """Nobody reads it."""

        return Handler

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def at(self, path):
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    @property
    def ask(self):
        """asking.ask, which may speak to this site and to nobody else."""
        return partial(asking.ask, is_allowed=lambda ip: ip.is_loopback, ports={self.scheme: self.port})


@pytest.fixture
def other_site():
    with OtherSite() as site:
        yield site
