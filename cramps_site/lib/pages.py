"""Public pages: the same bytes for everyone, so that any cache may hold them."""

from functools import wraps

from django.template.response import SimpleTemplateResponse

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


def was_touched(request):
    """Whether the session was read, or a token made for which middleware will set a cookie."""
    session = getattr(request, "session", None)
    return (session is not None and session.accessed) or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
