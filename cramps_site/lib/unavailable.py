"""503 while the database does not answer: with the reader's words in a form, and asking for no other thing."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template

from cramps_site.lib.body_limit import BODY_LIMIT
from cramps_site.lib.database_away import REFUSE_AT_ONCE, database, passes
from cramps_site.lib.headers import PRIVATE
from cramps_site.lib.refusals import WORDS
from cramps_site.lib.site import names

logger = logging.getLogger(__name__)

RETRY_AFTER = 10  # seconds; it is back within five of the database
READING = {"GET", "HEAD", "OPTIONS"}


class UnavailableMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """While it is known to be away, forms wait for it one at a time, and keep no thread from readers."""
        forms_wait = request.method not in READING and not database.may_ask()
        if forms_wait or request.META.get(REFUSE_AT_ONCE):
            return unavailable(request, view)
        return None

    def process_exception(self, request, exception):
        return answer_to(request, exception)


def answer_to(request, error):
    """None where `error` is anything else."""
    if not isinstance(error, OperationalError | InterfaceError) or not passes(error):
        return None
    database.notice(error)
    logger.warning("%s %s was not answered: %s", request.method, request.path, error)
    return unavailable(request, request.resolver_match and request.resolver_match.func)


def unavailable(request, view):
    """A public form comes back filled in, to be sent again; of any other the words are shown."""
    typed = typed_in(request)
    page = names() | {"typed": [typed[name] for name in WORDS if typed.get(name, "").strip()]}
    if typed and getattr(view, "csrf_exempt", False):  # the others' forms hold a token, which only they can make
        page |= form_again(request, typed)
    response = HttpResponse(get_template("503.html").render(page), status=503)
    response["Cache-Control"] = PRIVATE
    response["Referrer-Policy"] = "same-origin"
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def typed_in(request):
    """What came in, unless it is more than any of our forms sends."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    small = length.isdecimal() and int(length) <= BODY_LIMIT
    return request.POST.dict() if request.method == "POST" and small else {}


def form_again(request, typed):
    words = {name: typed[name] for name in WORDS if name in typed}
    hidden = {name: value for name, value in typed.items() if name not in WORDS}
    return {"action": request.get_full_path(), "words": words, "hidden": hidden}
