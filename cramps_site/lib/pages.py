"""Public pages: the same bytes for everyone, so that any cache may hold them. Here they are marked.

`public_page` guards the promise, `kept` says how the door (cramps_site/lib/door.py) knows when to make a page anew.
"""

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpResponseNotModified
from django.template.response import SimpleTemplateResponse

from cramps_site.lib.answers import etag_of, has_the_same, is_young

PUBLIC = "public, max-age=0, s-maxage=1, stale-while-revalidate=60, stale-if-error=86400"
PERSONAL = ["session", "user"]


class NotPublic(Exception):
    """A view marked as public made an answer that is one person's."""


class Untouchable:
    """Stands where the session and the user are. Whoever looks at it is told that the page is for everyone."""

    def __init__(self, what, path):
        self.__dict__["_said"] = f"{path} is a public page, and looked at the {what}."

    def refuse(self, *_):
        raise NotPublic(self._said)

    __getattr__ = __setattr__ = __getitem__ = __setitem__ = __contains__ = __iter__ = __bool__ = __eq__ = refuse
    __hash__ = None


def public_page(view):
    """Mark a view whose answer depends on its address alone. Raises NotPublic if it does not.

    A 200 may be kept by any cache, and has a tag: who has it already is told so, without its body.
    Nothing else is kept: what is missing now may be published in a second.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = rendered(view, request, args, kwargs)
        if response.cookies or response.has_header("Vary") or "CSRF_COOKIE_NEEDS_UPDATE" in request.META:
            raise NotPublic(f"{request.path} is a public page, and set a cookie, or varies.")
        return offered(request, response) if response.status_code == 200 else response

    return wrapper


def rendered(view, request, args, kwargs):
    """The answer of `view`, which cannot reach session or user meanwhile."""
    personal = {name: request.__dict__[name] for name in PERSONAL if name in request.__dict__}
    request.__dict__.update({name: Untouchable(name, request.path) for name in personal})
    try:
        response = view(request, *args, **kwargs)
        # A late template is filled here, under guard.
        return response.render() if isinstance(response, SimpleTemplateResponse) else response
    finally:
        request.__dict__.update(personal)


def offered(request, response):
    """With what caches need, or 304."""
    response["Cache-Control"] = PUBLIC
    response["ETag"] = etag_of(response.content)
    date = response.headers.get("Last-Modified")
    if date and is_young(date):
        del response["Last-Modified"]
    asked, since = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
    if not has_the_same(asked, since, response["ETag"], response.headers.get("Last-Modified")):
        return response
    # With the length of what is not sent (RFC 9110, 8.6); middleware would say 0.
    kept = dict(response.items()) | {"Content-Length": str(len(response.content))}
    return HttpResponseNotModified(headers=kept)


@dataclass(frozen=True)
class Kept:
    """How the door keeps the pages of one view."""

    version: Callable
    parameters: tuple = ()
    elsewhere: tuple = ()


def kept(version, parameters=(), elsewhere=()):
    """Decorator: the door keeps what this view answers, as long as its version is the same.

    `version` takes what the address gives the view, and returns the page's version, by one indexed
    query at most, or None where there is no such page. Of a query string only the `parameters`
    count. A request with one of `elsewhere` is for another page, which is not kept.
    """

    def decorator(view):
        view.kept = Kept(version, tuple(parameters), tuple(elsewhere))
        return view

    return decorator


def clock(seconds, spread=""):
    """A part of a version that moves by itself. Pages with other words in `spread` move at other moments."""
    return int(time.time() / seconds + zlib.crc32(spread.encode()) / 2**32)


def never(**address):
    """The version of what changes with the program alone."""
    return "same"


def for_other_sites(view):
    """Mark a page that is read within pages of other sites, so that browsers let those load it."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return wrapper
