"""Bodies too large for any honest form are refused before they are read."""

from functools import wraps

from cramps_site.lib.refusals import refuse

BODY_LIMIT = 64 * 1024  # bytes; 3,000 characters of any script, percent-encoded, take 36 kB


def small_body_only(view):
    """Decorator: answers 413 to a body over 64 kB."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > 9 or int(length) > BODY_LIMIT:
            return refuse(request, 413)
        return view(request, *args, **kwargs)

    return wrapper
