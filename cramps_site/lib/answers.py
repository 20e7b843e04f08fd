"""A public page as it is sent: plain, compressed, or not at all because the reader has it already."""

import gzip
import time
from functools import lru_cache
from hashlib import sha256

from django.utils.http import parse_etags, parse_http_date

STATUS = "200 OK"
NOT_MODIFIED = "304 Not Modified"
PACKED_ALREADY = ("image/", "font/")
CONDITIONS = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}
LATE = '-late"'  # how the tag of what is kept too long ends
OVERHEAD = 2000  # bytes that the objects of one answer take besides their contents, about


class Answer:
    """A 200 and its forms, made once. `headers` are pairs; those that the forms need are added here."""

    def __init__(self, headers, body):
        given = {name.lower(): value for name, value in headers}
        self.etag = given.get("etag") or etag_of(body)
        self.tags = {self.etag, weak(self.etag)}
        self.date = given.get("last-modified")
        shared = [(name, value) for name, value in headers if name.lower() not in {"content-length", "etag", "vary"}]
        shared.append(("Vary", "Accept-Encoding"))
        self.plain = [*shared, ("ETag", self.etag), ("Content-Length", str(len(body)))], body
        self.packed = None
        if not given.get("content-type", "").startswith(PACKED_ALREADY):
            packed = compress(body)
            tag, length = ("ETag", weak(self.etag)), ("Content-Length", str(len(packed)))
            self.packed = [*shared, ("Content-Encoding", "gzip"), tag, length], packed
        kept = [(name, value) for name, value in shared if name.lower() != "content-type"]
        self.same = [*kept, ("ETag", self.etag)], b""

    @property
    def size(self):
        """Bytes it takes in memory, about."""
        return OVERHEAD + len(self.plain[1]) + len(self.packed[1] if self.packed else b"")

    def form_for(self, environ):
        """(status, headers, body) for who asks with the headers in `environ` (WSGI)."""
        asked, date = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")
        if asked in self.tags:  # as most send it; the rest is read with care
            return NOT_MODIFIED, *self.same
        if (asked is not None or date is not None) and has_the_same(asked, date, self.etag, self.date):
            return NOT_MODIFIED, *self.same
        packed = self.packed and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers, body = self.packed if packed else self.plain
        return STATUS, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body

    def late_form_for(self, environ):
        """As `form_for`, for an answer that is kept too long: under tags of its own.

        A proxy keeps the headers of a page for as long as its tag is the same. So it takes the one that says
        how late the page is, and lets go of it when all is well again.
        """
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        has_it = asked.endswith(LATE)
        known = {name: value for name, value in environ.items() if name not in CONDITIONS or has_it}
        if has_it:
            known["HTTP_IF_NONE_MATCH"] = asked.removesuffix(LATE) + '"'
        status, headers, body = self.form_for(known)
        return status, [(name, late(value) if name == "ETag" else value) for name, value in headers], body


def late(etag):
    return etag.removesuffix('"') + LATE


def etag_of(body):
    """Strong: other bytes, another tag."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def weak(etag):
    """Of a compressed form: the text behind it is the same."""
    return "W/" + etag.removeprefix("W/")


def compress(body):
    """The same bytes each time: without a time in the header."""
    return gzip.compress(body, compresslevel=6, mtime=0)


@lru_cache(maxsize=256)
def accepts_gzip(header):
    """Whether `Accept-Encoding` takes gzip: by its name, or else by a star (RFC 9110, section 12.5.3)."""
    weights = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = weight(parameter)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0))) > 0


def weight(parameter):
    """Of `q=0.5`; nothing is 1, and what cannot be read is 0."""
    name, _, value = parameter.partition("=")
    if not name.strip():
        return 1
    try:
        return float(value) if name.strip() == "q" else 0
    except ValueError:
        return 0


def has_the_same(asked, date, etag, last_modified):
    """By `If-None-Match`, or else by a date, which must be the very one that was sent.

    Older is not enough: when the newest article is withdrawn, the page's date moves back.
    """
    if asked is not None:
        # A proxy that compresses makes a tag weak; the text behind it is the same.
        known = {tag.removeprefix("W/") for tag in parse_etags(asked)}
        return bool(known & {"*", etag.removeprefix("W/")})
    return last_modified is not None and date == last_modified


def is_young(date):
    """A date is exact to the second: what changed in this one may change in it once more, under the same date."""
    return parse_http_date(date) > time.time() - 2
