"""Signing in by a link that works once: for the first visit, instead of a password sent around."""

from django.contrib.auth import get_user_model, login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from cramps_site.lib.headers import private
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.site import absolute


class OneTimeToken(PasswordResetTokenGenerator):
    """Bound to the last sign-in, to the microsecond, so that using it, or signing in otherwise, ends it."""

    key_salt = "cramps_site.sign_in"

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}{user.last_login}"


TOKENS = OneTimeToken()


def link_for(user):
    return absolute(reverse("sign-in", args=[f"{user.pk}-{TOKENS.make_token(user)}"]))


def user_of(token):
    """The user whose link this is. Raises Http404 for one that was used, is too old, or never was."""
    pk, _, secret = token.partition("-")
    user = get_user_model().objects.filter(pk=whole_number(pk), is_active=True).first()
    if user is None or not TOKENS.check_token(user, secret):
        raise Http404
    return user


def use_up(user):
    """Take the one use of the link. Raises Http404 if another request was first."""
    unused = get_user_model().objects.filter(pk=user.pk, last_login=user.last_login)
    if not unused.update(last_login=timezone.now()):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
@private
def by_link(request, token):
    """GET shows one button, POST signs in."""
    user = user_of(token)
    if request.method == "POST":
        use_up(user)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("admin:index")
    return render(request, "registration/sign_in_by_link.html", {"person": user})
