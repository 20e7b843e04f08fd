"""What readers get while something happens: comments are approved, the database stops."""

import gzip
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bench.open_loop import seen_by
from bench.table import at_most, none

RATE, CLIENTS, MINUTE = 5000, 2, 60  # requests a second, processes that send them, seconds
LATEST = 1.1  # seconds from approval to the page
STOPPED, BACK_AFTER = 30, 5  # seconds
READING = 500  # requests a second while the database is away
WORDS = "Words that wait, number"


def visible(site):
    """A comment is approved each second, while the page is asked for 5,000 times in it."""
    from articles.models import Article
    from tests.factories import make_comment, make_user

    moderator = make_user("bench", group="Moderator")
    article = Article.objects.get(slug=site.quiet.strip("/").rpartition("/")[2])
    # As replies to one and another that nobody answered, which all stand on the first page.
    answered = article.comments.exclude(thread=None).values("thread")
    threads = list(article.comments.approved().filter(parent=None).exclude(pk__in=answered).order_by("pk"))
    waiting = [
        make_comment(f"{WORDS} {n}.", article=article, parent=threads[n % len(threads)]) for n in range(MINUTE - 5)
    ]
    approved = {}
    site.get(site.quiet, site.front.port)
    with seen_by(CLIENTS, site.front.port, site.front.authority, site.quiet, RATE, MINUTE) as wait_for_all:
        for comment in waiting:
            began = time.monotonic()
            comment.approve(by=moderator)
            approved[f"{comment.body}<"] = began, time.monotonic()
            time.sleep(max(0, began + 1 - time.monotonic()))  # one a second: each is measured by itself, not a heap
        seen = wait_for_all()
    pages = [(gzip.decompress(body).decode(), *times) for body, times in seen.bodies.items()]
    delays = [seen_last_without(words, pages) - done for words, (_, done) in approved.items()]
    early = [
        words
        for words, (began, _) in approved.items()
        for page, _, _, answered in pages
        if words in page and answered < began
    ]
    at_most("approved to visible, p99 of seconds", percentile(delays, 99), LATEST)
    none("  requests that failed", failed(seen), of=f" of {seen.answers.total():,}")
    none("  answers with a waiting comment", len(early))
    fast, slow = (percentile(seen.latencies, which) * 1000 for which in [50, 99])
    print(f"  answered within {fast:.1f} ms (p50), {slow:.1f} ms (p99)")


def seen_last_without(words, pages):
    """When the last request was sent whose answer did not have them."""
    return max(last for page, _, last, _ in pages if words not in page)


def failed(seen):
    return seen.answers.total() - seen.answers[200]


def percentile(numbers, which):
    return sorted(numbers)[min(len(numbers) - 1, len(numbers) * which // 100)]


def away(site):
    """PostgreSQL takes no connection for half a minute, and ends those there are."""
    from django.db import connection

    from tests.outage import no_database

    if connection.vendor == "sqlite":
        print("away: SQLite has no server that could stop; set DATABASE_URL for PostgreSQL")
        return
    seconds = STOPPED + BACK_AFTER + 10
    site.get(site.quiet, site.front.port)
    with seen_by(1, site.front.port, site.front.authority, site.quiet, READING, seconds) as wait_for_all:
        with no_database():
            told = {f"While it is away, number {n}.": None for n in range(STOPPED)}
            for words in told:
                time.sleep(1)  # the outage lasts as many seconds as there are posts
                told[words] = post(site, words)
        time.sleep(BACK_AFTER)  # the time that the site has to be as before is what is measured
        status, *_ = post(site, "Now that it is back.")
        seen = wait_for_all()
    none("database stopped: readers with an error", failed(seen), f" of {seen.answers.total():,}")
    none("  posts without 503, Retry-After or words", sum(not kept(words, *told[words]) for words in told))
    none(f"  refused {BACK_AFTER} s after its return", int(status != 303), of=" of 1")


def kept(words, status, headers, page):
    return status == 503 and headers["Retry-After"] is not None and words in page


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def post(site, words):
    """(status, headers, page) of a comment that is posted through nginx."""
    fields = urlencode({"name": "Ada", "email": "", "body": words}).encode()
    address = f"http://127.0.0.1:{site.front.port}{site.quiet}comments/"
    asked = Request(address, fields, {"Host": site.front.authority, "Sec-Fetch-Site": "same-origin"})
    try:
        build_opener(NoRedirect).open(asked, timeout=30)
    except HTTPError as answer:
        return answer.code, answer.headers, answer.read().decode()
