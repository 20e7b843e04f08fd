"""Public pages: the same bytes for everyone, so that any cache may hold them."""

import time
from functools import wraps

from django.http import HttpResponseNotModified
from django.template.response import SimpleTemplateResponse
from django.utils.cache import set_response_etag
from django.utils.http import parse_etags, parse_http_date

PUBLIC = "public, max-age=0, s-maxage=1, stale-while-revalidate=60, stale-if-error=86400"


class NotPublic(Exception):
    """A view marked as public made an answer that is one person's."""


def public_page(view):
    """Mark a view whose answer depends on its address alone. Raises NotPublic if it does not.

    Only a 200 is kept: what is missing now may be published in a second.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()  # only then is known what the page asked for
        if response.cookies or response.has_header("Vary") or was_touched(request):
            raise NotPublic(f"{request.path} set a cookie, varies, or read the session.")
        if response.status_code == 200:
            response["Cache-Control"] = PUBLIC
        return response

    return wrapper


def conditional(view):
    """Mark a public page that programs fetch again and again: 304, without its body, while theirs is the same."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        forget_a_young_date(response)
        set_response_etag(response)
        if not has_the_same(request, response):
            return response
        # With the length of what is not sent (RFC 9110, 8.6); middleware would say 0.
        kept = dict(response.items()) | {"Content-Length": str(len(response.content))}
        return HttpResponseNotModified(headers=kept)

    return wrapper


def has_the_same(request, response):
    """By `If-None-Match`, or else by a date, which must be the very one that was sent.

    Older is not enough: when the newest article is withdrawn, the page's date moves back.
    """
    asked = request.headers.get("If-None-Match")
    if asked is not None:
        # A proxy that compresses makes a tag weak; the text behind it is the same.
        known = {tag.removeprefix("W/") for tag in parse_etags(asked)}
        return bool(known & {"*", response["ETag"]})
    date = response.headers.get("Last-Modified")
    return date is not None and request.headers.get("If-Modified-Since") == date


def forget_a_young_date(response):
    """A date is exact to the second: what changed in this one may change in it once more, under the same date."""
    date = response.headers.get("Last-Modified")
    if date and parse_http_date(date) > time.time() - 2:
        del response["Last-Modified"]


def for_other_sites(view):
    """Mark a page that is read within pages of other sites, so that browsers let those load it."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return wrapper


def was_touched(request):
    """Whether the session was read, or a token made for which middleware will set a cookie."""
    session = getattr(request, "session", None)
    return (session is not None and session.accessed) or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
