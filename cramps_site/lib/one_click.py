"""Pages behind the links to leave: a person presses a button, a mail program posts one line (RFC 8058)."""

from functools import wraps

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cramps_site.lib.body_limit import small_body_only
from cramps_site.lib.headers import private
from cramps_site.lib.same_origin import same_origin_only

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def leaving_page(said):
    """Decorator for a view whose GET shows one button, and whose POST leaves and redirects.

    The mailbox provider posts on the reader's behalf, without cookie or origin; the token in the
    address is the authority (RFC 8058, section 3.2). It is answered without a redirect, however
    often it posts: 200 with the words `said`, or 404 where the view finds nobody; its page for that, a
    TemplateResponse, is then not rendered.
    """

    def decorator(view):
        by_a_person = same_origin_only(view)

        @private
        @csrf_exempt  # mail programs post one click on their own (RFC 8058)
        @small_body_only
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapper(request, token):
            if request.method != "POST" or request.POST.dict() != ONE_CLICK:
                return by_a_person(request, token)
            if view(request, token).status_code == 404:
                return HttpResponse("This link is not complete.", content_type="text/plain", status=404)
            return HttpResponse(said, content_type="text/plain")

        return wrapper

    return decorator
