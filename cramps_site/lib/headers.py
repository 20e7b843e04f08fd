"""Headers that every answer carries, and the ones of pages that belong to one person."""

from functools import wraps

# What a page of text has no use for.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in [
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    ]
)
PRIVATE = "private, no-store"


class HeadersMiddleware:
    """Fails closed: an answer that does not say who may keep it is kept by nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", PRIVATE)
        return response


def private(view):
    """A page of one person: kept nowhere, indexed nowhere, its address told to no other site.

    `same-origin`, because with `no-referrer` browsers send `Origin: null` with the page's own
    form, and `same_origin_only` would refuse the person it belongs to.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = PRIVATE
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapper
