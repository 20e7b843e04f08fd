"""Forms that no browser sends are refused, rather than stored with characters or fields missing."""

from functools import wraps
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest


def well_formed_only(view):
    """Decorator: answers 400 to a form that is not UTF-8, has a field twice, or brings a file."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.method == "POST" and not (is_utf8(request) and is_plain(request)):
            raise BadRequest("The form was not sent as a browser sends it.")
        return view(request, *args, **kwargs)

    return wrapper


def is_utf8(request):
    """Django would put U+FFFD for what is not."""
    urlencoded = request.content_type == "application/x-www-form-urlencoded"
    body = unquote_to_bytes(request.body) if urlencoded else request.body
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_plain(request):
    return not request.FILES and all(len(values) == 1 for _, values in request.POST.lists())
