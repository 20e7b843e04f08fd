"""Signing in by a link that works once, and the limit on guessing."""

from datetime import timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles.models import User
from cramps_site.sign_in import TOKENS, link_for
from tests.at_once import at_once
from tests.factories import make_user
from tests.pages import Html, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db):
    return make_user("mara", group="Moderator", first_name="Mara", last_name="Lind")


def signed_in(client):
    return client.get("/admin/").status_code == 200


def test_opening_the_link_shows_one_button_and_signs_nobody_in(client, user):
    response = client.get(link_for(user))

    page = Html(response)
    assert response.status_code == 200
    assert "This link signs you in as Mara Lind." in page.main
    assert [words_of(button) for button in page.all("button")] == ["Sign in"]
    assert not signed_in(client)


def test_looking_twice_does_not_use_it_up(client, user):
    link = link_for(user)

    assert [client.get(link).status_code, client.head(link).status_code, client.get(link).status_code] == [200] * 3


def test_pressing_the_button_signs_in(client, user):
    response = client.post(link_for(user))

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert signed_in(client)


def test_it_works_once(client, user):
    link = link_for(user)
    client.post(link)

    other = Client()
    assert [other.get(link).status_code, other.post(link).status_code] == [404, 404]
    assert not signed_in(other)


def test_links_made_and_used_within_one_second_work_once_too(user):
    for _ in range(3):
        user.refresh_from_db()
        link = link_for(user)
        answers = [Client().post(link).status_code for _ in range(2)]

        assert answers == [302, 404]


@pytest.mark.django_db(transaction=True)
def test_of_many_that_press_at_once_one_gets_in():
    link = link_for(make_user())

    answers = at_once(*[lambda: Client().post(link).status_code] * 4)

    assert sorted(answers) == [302, 404, 404, 404]


def test_signing_in_otherwise_ends_it(client, user):
    link = link_for(user)

    user.last_login = timezone.now()
    user.save()

    assert client.post(link).status_code == 404


def test_it_ends_after_three_days(client, user, monkeypatch):
    link, now = link_for(user), PasswordResetTokenGenerator()._now()
    monkeypatch.setattr(TOKENS, "_now", lambda: now + timedelta(days=3, seconds=60))

    assert client.get(link).status_code == 404


def test_an_account_that_was_closed_gets_in_by_no_link(client, user):
    link = link_for(user)
    User.objects.update(is_active=False)

    assert [client.get(link).status_code, client.post(link).status_code] == [404, 404]


@pytest.mark.parametrize(
    "token", ["x", "1", "1-", "-", "1-x-y", "x-1-y", "9" * 5000 + "-x", "99999999999999999999-x", "%00"]
)
def test_what_is_no_link_is_not_found(client, user, token):
    assert client.get(f"/admin/sign-in/{token}/").status_code == 404


def test_a_link_is_for_one_account(client, user):
    other = make_user("olga")
    link = link_for(user).replace(f"/{user.pk}-", f"/{other.pk}-")

    assert client.post(link).status_code == 404


def test_another_site_cannot_press_the_button(user):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(link_for(user))

    assert response.status_code == 403
    assert "This page was open too long" in response.text
    assert not signed_in(strict)


def test_its_pages_are_private(client, user):
    response = client.get(link_for(user))

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"


def test_the_command_prints_a_link_that_works(client, user, capsys):
    call_command("sign_in_link", "mara")

    link = capsys.readouterr().out.strip()
    assert link.startswith("http://testserver/admin/sign-in/")
    assert client.post(link).status_code == 302
    assert signed_in(client)


@pytest.mark.parametrize("name", ["nobody", "closed"])
def test_the_command_says_that_there_is_no_such_account(name):
    make_user("closed", is_active=False)

    with pytest.raises(CommandError, match=f"There is no active account called {name}"):
        call_command("sign_in_link", name)


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/sign-in/1-x/"])
def test_guessing_ends_after_ten_times(client, address):
    guess = {"username": "mara", "password": "open-sesame-2026", "next": "/admin/"}
    answers = [client.post(address, guess).status_code for _ in range(10)]

    response = client.post(address, guess)

    assert set(answers) <= {200, 404}
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert response["Cache-Control"] == "private, no-store"
    assert "That was quick" in Html(response).main
    assert "open-sesame-2026" not in response.text


def test_the_limit_stops_no_reading_and_nobody_else(client):
    for _ in range(11):
        client.post("/admin/login/", {"username": "mara", "password": "wrong"})

    assert client.get("/admin/login/").status_code == 200
    assert client.post("/admin/login/", {"username": "mara"}, REMOTE_ADDR="192.0.2.7").status_code == 200
