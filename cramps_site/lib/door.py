"""The door: finished public pages are kept in the process, and most requests go no further.

An answer holds for a second from the moment its version was last asked for. Shortly before that is
over one request asks again, while the others are served what is kept. With the same version the
bytes stay; with another the page is made once, however many ask for it.
"""

import logging
from functools import lru_cache
from io import BytesIO
from threading import Lock, Thread
from time import monotonic, time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import get_path_info
from django.core.signals import request_finished
from django.db import Error, connection
from django.http import QueryDict
from django.urls import Resolver404, resolve

from cramps_site.lib.answers import Answer
from cramps_site.lib.database_away import REFUSE_AT_ONCE, database
from cramps_site.lib.pages import PUBLIC, never
from cramps_site.lib.shelf import Shelf

logger = logging.getLogger(__name__)

HOLDS_FOR = 1.0  # seconds; an approved comment is to be seen within them
ASKED_AFTER = 0.8  # seconds, so that the answer is there when they are over
WAITS_FOR = 0.5  # seconds that a reader waits for another's check, before taking what is kept
FIRST_TAKES_AT_MOST = 10  # seconds that a reader waits for a page that another has made for the first time
LONGEST_PATH = 300  # bytes; slugs have at most 200 characters
PLACES = 2048  # addresses whose view is remembered
ANSWERED = {"GET", "HEAD"}
# What Django may know of whoever asked first: no cookie, no language, no address.
NOT_PERSONAL = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"}
KEPT_TOO_LONG = ("Cache-Status", "cramps; hit; detail=database-away")  # RFC 9211


class Page:
    """One address, what is kept of it, and who is making it."""

    def __init__(self, view, address, query):
        self.view, self.address, self.query = view, address, query
        self.lock, self.asked_at = Lock(), float("-inf")
        self.answer = self.version = None

    def version_now(self):
        """By the database; its connection goes back at once, as after any request."""
        try:
            return self.view.version(**self.address)
        finally:
            request_finished.send(sender=Page)


class Door:
    """A WSGI application in front of `application`, which makes the pages."""

    def __init__(self, application):
        self.application = application
        self.shelf, self.being_made, self.lock = Shelf(settings.PAGE_CACHE_MB * 1024 * 1024), {}, Lock()
        self.host = urlsplit(settings.SITE_URL).netloc
        self.probe = None  # who looks whether the database is back
        self.place_of = lru_cache(maxsize=PLACES)(place_of)

    def __call__(self, environ, start_response):
        key = self.key_of(environ)
        page = key and (self.shelf.get(key) or self.page_of(key))
        if not page:
            return self.application(environ, start_response)
        now = monotonic()
        since = now if wants_a_check(environ) else now - HOLDS_FOR
        other = None
        if page.asked_at < max(since, now - ASKED_AFTER):
            other = self.check(key, page, since, environ)
        answer = page.answer
        if answer and page.asked_at < since:
            return send(answer.late_form_for(environ), start_response, *expiry_for(environ), KEPT_TOO_LONG)
        if answer:
            return send(answer.form_for(environ), start_response, *expiry_for(environ))
        if other:
            status, headers, body = other
            return send((status, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body), start_response)
        if database.since is not None and page.view.version is not never:
            environ = environ | {REFUSE_AT_ONCE: True}
        return self.application(environ, start_response)

    def key_of(self, environ):
        """(path, query) by which the page is kept. None for what is not for the door."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ANSWERED
            or environ.get("HTTP_HOST") != self.host
            or len(path) > LONGEST_PATH
            or "HTTP_AUTHORIZATION" in environ
            or not came_safely(environ)
        ):
            return None
        if query:
            place = self.place_of(path)
            query = known_part(query, place[0]) if place else None
        return None if query is None else (path, query)

    def page_of(self, key):
        """The Page that another request is making, or a new one; None where no view is kept."""
        path, query = key
        place = self.place_of(path)
        if place is None:
            return None
        with self.lock:
            return self.shelf.get(key) or self.being_made.setdefault(key, Page(*place, query))

    def check(self, key, page, since, environ):
        """Ask for its version, or wait for who does. Returns None, or Django's own answer where it is not kept.

        Nobody waits while what is kept still holds, nor for a database that is away.
        """
        holds = page.asked_at >= since
        if not page.lock.acquire(timeout=0 if holds else patience(page)):
            return None
        done = page.asked_at >= since and not holds
        if done or not (page.view.version is never or database.may_ask()):
            return self.let_go(key, page)
        if page.answer and database.since is not None:
            self.probe = Thread(target=self.renew_aside, args=(key, page, environ), daemon=True)
            return self.probe.start()
        return self.renew(key, page, environ)

    def renew_aside(self, *page):
        """In a thread of its own, whose connection ends with it."""
        try:
            self.renew(*page)
        finally:
            connection.close()

    def renew(self, key, page, environ):
        """As `check`, by the one who holds the page's lock."""
        try:
            return self.renewed(key, page, environ)
        finally:
            self.let_go(key, page)

    def let_go(self, key, page):
        self.being_made.pop(key, None)
        page.lock.release()

    def renewed(self, key, page, environ):
        now = monotonic()
        try:
            version = page.version_now()
        except Error as error:
            database.notice(error)
            logger.warning("The version of %s cannot be asked: %s", key[0], error)
            return None
        if version is not None and page.answer and version == page.version:
            page.asked_at = now
            return self.shelf.used(key)
        answer, other = (None, None) if version is None else self.make(page, environ)
        if other and other[0].startswith("5") and page.answer:
            return None
        page.answer, page.version, page.asked_at = answer, version, now if answer else float("-inf")
        if answer:
            self.shelf.put(key, page, answer.size)
        else:
            self.shelf.drop(key)
        return other

    def make(self, page, environ):
        """(Answer, None), or (None, what Django answered instead); (None, None) where that depends on who asks."""
        said = []
        response = self.application(asked_by_nobody(environ, page.query), lambda *start: said.append(start))
        try:
            body = b"".join(response)
        finally:
            response.close()
        status, headers = said[-1][:2]
        names = {name.lower(): value for name, value in headers}
        if status.startswith("200") and names.get("cache-control") == PUBLIC and "set-cookie" not in names:
            return Answer(headers, body), None
        # A redirection carries the query that was sent, and all of it.
        return None, None if status.startswith(("2", "3")) else (status, headers, body)


def patience(page):
    """Seconds to wait for another's check of a page that no longer holds."""
    if page.answer is None:
        return FIRST_TAKES_AT_MOST
    return WAITS_FOR if database.since is None else 0


def place_of(path):
    """(how its view is kept, what the address gives it), or None."""
    try:
        match = resolve(get_path_info({"PATH_INFO": path}))
    except Resolver404:
        return None
    view = getattr(match.func, "kept", None)
    return view and (view, match.kwargs)


def known_part(query, view):
    """Of a query string what the view looks at, always in the same order; None where it is for another page."""
    try:
        asked = QueryDict(query.encode("latin-1"), encoding="utf-8")
    except SuspiciousOperation:  # more fields than Django takes
        return None
    if any(name in asked for name in view.elsewhere):
        return None
    return urlencode([(name, asked[name]) for name in view.parameters if name in asked])


def came_safely(environ):
    """Whether by the scheme of the site, so that Django would not redirect."""
    if not settings.SECURE or environ["wsgi.url_scheme"] == "https":
        return True
    return settings.TRUSTED_PROXY_COUNT and environ.get("HTTP_X_FORWARDED_PROTO") == "https"


def wants_a_check(environ):
    """A proxy of ours has kept the page for a second already, and must not get one a second old."""
    return settings.TRUSTED_PROXY_COUNT and "max-age=0" in environ.get("HTTP_CACHE_CONTROL", "")


def asked_by_nobody(environ, query):
    """A GET of the same page, by a reader who sends no header."""
    plain = {name: value for name, value in environ.items() if not name.startswith("HTTP_") or name in NOT_PERSONAL}
    for name in ["CONTENT_LENGTH", "CONTENT_TYPE", "REMOTE_ADDR"]:
        plain.pop(name, None)
    return plain | {"REQUEST_METHOD": "GET", "QUERY_STRING": query, "wsgi.input": BytesIO()}


def expiry_for(environ):
    """A header that is no part of what is kept.

    nginx counts whole seconds, and would hold `s-maxage=1` for up to two; told the time at which
    the answer expires, it holds it to the end of this second.
    """
    return [("X-Accel-Expires", f"@{int(time())}")] if wants_a_check(environ) else []


def send(form, start_response, *besides):
    status, headers, body = form
    start_response(status, [*headers, *besides])
    return [body]
