"""When something goes wrong, our own page says so."""

import pytest
from django.http import Http404
from django.test import Client, override_settings
from django.urls import include, path

from tests.factories import make_topic, make_user
from tests.pages import Html


def breaks(request):
    raise RuntimeError("the words of a stack trace")


def breaks_while_finding(request):
    raise Http404("words that are nobody's business")


urlpatterns = [path("breaks/", breaks), path("lost/", breaks_while_finding), path("", include("cramps_site.urls"))]
handler400 = "cramps_site.errors.bad_request"
handler403 = "cramps_site.errors.forbidden"
handler404 = "cramps_site.errors.not_found"
handler500 = "cramps_site.errors.broken"

with_broken_views = override_settings(ROOT_URLCONF=__name__)


def is_our_own(response, heading):
    page = Html(response)
    assert page.texts("h1") == [heading]
    assert "/" in page.attributes("href", "a")
    assert page.all("style", "script") == []
    assert "noindex" in page.attributes("content", "meta")
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
    return True


@pytest.mark.django_db
def test_a_page_that_is_not_there(client):
    make_topic("Night cramps")

    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert is_our_own(response, "There is nothing at this address")
    assert "Night cramps" in Html(response).main
    assert not response.cookies


@pytest.mark.django_db
@with_broken_views
def test_what_the_program_knows_of_it_is_not_told(client):
    assert "nobody's business" not in client.get("/lost/").text


@pytest.mark.django_db
def test_a_page_of_the_desk_that_is_not_there(client):
    client.force_login(make_user(is_superuser=True))

    assert client.get("/admin/nowhere/").status_code == 404
    assert client.get("/admin/articles/article/99/change/").status_code in {302, 404}


@with_broken_views
def test_something_broken_asks_no_database(client):
    client.raise_request_exception = False

    response = client.get("/breaks/")  # without the mark, asking the database is an error

    assert response.status_code == 500
    assert is_our_own(response, "Something broke on our side")
    assert "stack trace" not in response.text


def test_a_host_that_is_not_ours(client):
    response = client.get("/", HTTP_HOST="evil.example")

    assert response.status_code == 400
    assert is_our_own(response, "That request made no sense to us")
    assert "evil.example" not in response.text


@pytest.mark.django_db
def test_a_page_that_is_not_for_the_account(client, moderator):
    client.force_login(moderator)

    response = client.get("/admin/articles/topic/")

    assert response.status_code == 403
    page = Html(response)
    assert page.texts("h1") == ["Your account may not open this"]
    assert "another site" not in page.main


@pytest.mark.django_db
def test_a_form_from_elsewhere_shows_back_the_words_and_nothing_else():
    posted = {"body": "My long story.", "name": "Ada", "password": "open-sesame", "csrfmiddlewaretoken": "t0ken"}

    response = Client().post("/newsletter/", posted, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert is_our_own(response, "This was not sent from our own page")
    assert "My long story." in Html(response).main
    assert "open-sesame" not in response.text
    assert "t0ken" not in response.text


@pytest.mark.django_db
def test_a_form_of_the_desk_without_its_token():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "mara", "password": "open-sesame"})

    assert response.status_code == 403
    assert is_our_own(response, "This page was open too long")
    assert "open-sesame" not in response.text


@pytest.mark.django_db
def test_too_much_for_any_form(client):
    response = client.post("/newsletter/", {"email": "x" * 70_000})

    assert response.status_code == 413
    assert is_our_own(response, "That is more than we can take")
