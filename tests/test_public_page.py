"""A page marked as public is the same for everyone, or an error: never one person's page in a cache."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.response import TemplateResponse

from cramps_site.lib.pages import PUBLIC, NotPublic, public_page


@pytest.fixture
def visit(rf):
    """Shows a view to a reader, through `public_page`."""

    def visit(view):
        request = rf.get("/page/")
        request.session, request.user = SessionStore(), AnonymousUser()
        return public_page(view)(request)

    return visit


def with_cookie(request):
    response = HttpResponse("words")
    response.set_cookie("seen", "1")
    return response


def with_vary(request):
    return HttpResponse("words", headers={"Vary": "Cookie"})


def with_session(request):
    return HttpResponse(request.session.get("name", "nobody"))


def with_user(request):
    return HttpResponse(request.user.get_username())


def with_token(request):
    return HttpResponse(get_token(request))


def with_token_in_a_late_template(request):
    return TemplateResponse(request, engines["django"].from_string("{% csrf_token %}"))


def with_session_in_a_late_template(request):
    return TemplateResponse(request, engines["django"].from_string("{{ request.session.name }}"))


def with_user_in_a_late_template(request):
    return TemplateResponse(request, engines["django"].from_string("{% if user.is_staff %}To the desk{% endif %}"))


@pytest.mark.parametrize(
    "view",
    [
        with_cookie,
        with_vary,
        with_session,
        with_user,
        with_token,
        with_token_in_a_late_template,
        with_session_in_a_late_template,
        with_user_in_a_late_template,
    ],
)
def test_a_page_of_one_person_is_an_error(visit, view):
    with pytest.raises(NotPublic, match="/page/"):
        visit(view)


def test_a_page_for_everyone_may_be_kept(visit):
    answer = visit(lambda request: HttpResponse("words"))

    assert answer["Cache-Control"] == PUBLIC


@pytest.mark.django_db
def test_caches_are_told_how_long_in_these_very_words(client):
    answer = client.get("/")

    # Each second counts: for one a cache may not ask, for a minute it may while it asks, for a day while we are away.
    told = "public, max-age=0, s-maxage=1, stale-while-revalidate=60, stale-if-error=86400"
    assert (answer.status_code, answer["Cache-Control"]) == (200, told)


def test_a_late_template_is_a_page_like_any_other(visit):
    answer = visit(lambda request: TemplateResponse(request, engines["django"].from_string("words")))

    assert (answer.content, answer["Cache-Control"]) == (b"words", PUBLIC)


@pytest.mark.parametrize("status", [301, 302, 404, 500])
def test_only_what_was_found_may_be_kept(visit, status):
    answer = visit(lambda request: HttpResponse("words", status=status))

    assert not answer.has_header("Cache-Control")
