"""Guards the public forms by where the request comes from; a token would make pages uncacheable."""

from functools import wraps

from django.conf import settings
from django.views.decorators.csrf import csrf_exempt

from cramps_site.lib.body_limit import small_body_only
from cramps_site.lib.refusals import refuse


def same_origin_only(view):
    """For forms that carry no authority: they ignore session and user, so no token is needed.

    Answers 403 to a post that says it comes from another site, 413 to one over 64 kB. A post
    that says nothing of its origin is let through and marked: `request.origin_unknown` (no
    browser since 2020 omits both headers).
    Sources: OWASP CSRF Prevention Cheat Sheet (Fetch Metadata with Origin fallback), Fetch
    Metadata Request Headers (W3C).
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.method == "POST" and comes_from_elsewhere(request):
            return refuse(request, 403)
        request.origin_unknown = not (request.headers.get("Sec-Fetch-Site") or request.headers.get("Origin"))
        return view(request, *args, **kwargs)

    return csrf_exempt(small_body_only(wrapper))  # from Django's token, which this replaces


def comes_from_elsewhere(request):
    """True when either header says another site; `null` is one, unless Sec-Fetch-Site vouches for it."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    vouched = site in {"same-origin", "none"}
    if site is not None and not vouched:
        return True
    return origin not in {None, *own_origins(request)} and not (vouched and origin == "null")


def own_origins(request):
    """SITE_URL, and the host that was asked (one of ALLOWED_HOSTS) by the scheme it was asked by."""
    return {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
