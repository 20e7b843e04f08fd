"""Whether a page costs more because there is more."""

import time
from io import BytesIO
from statistics import median

from bench.pages import rate
from bench.table import at_most

TURNS, WARMING = 30, 3


def flat(site):
    """The article with 5,000 comments beside that with 50: made anew, and kept. By turns, so that noise meets both."""
    pages = [site.article, site.quiet]
    turns = [[made_anew(site, page) for page in pages] for _ in range(TURNS + WARMING)][WARMING:]
    busiest, quiet = ([median(kind) for kind in zip(*page, strict=True)] for page in zip(*turns, strict=True))
    at_most("busiest article made anew, ms by the clock", busiest[0], 1.1, busiest[0] / quiet[0])
    at_most("article with 50 made anew, ms of CPU", quiet[1], 25)
    at_most("  queries", quiet[2], 8)
    rates = [[rate(site, site.port, page, {}) for page in pages] for _ in range(3 * site.seconds)]
    busiest, quiet = map(median, zip(*rates, strict=True))
    at_most("busiest article kept, microseconds", 1e6 / busiest, 1.1, quiet / busiest)


def made_anew(site, address):
    """(milliseconds, of the processor in this process, queries) of a page that Django makes here, without the door.

    By the clock, the work of a database server is in it as well.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cramps_site.wsgi import application

    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": "", "HTTP_HOST": site.front.authority,
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http", "wsgi.errors": None,
    }  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        start, worked = time.perf_counter(), time.thread_time()
        answer = application.application(environ, lambda *_: None)
        b"".join(answer)
        worked, took = time.thread_time() - worked, time.perf_counter() - start
    answer.close()
    return took * 1000, worked * 1000, len(captured)
