"""Which requests the door answers by itself, which it leaves to Django, and that they leave nothing in a page."""

from itertools import count

import pytest

from cramps_site.lib.pages import PUBLIC
from tests.door import settled_article
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return settled_article()


@pytest.mark.parametrize("query", ["?utm_source=letter", "?x=1&x=2", "?page=2&reply", "?" + "a=1&" * 50])
def test_parameters_that_no_view_looks_at_change_nothing(visitor, article, query):
    visitor.get("/articles/known/")

    again = visitor.get(f"/articles/known/{query}")

    assert again.status == 200
    assert visitor.django.asked == ["/articles/known/"]
    assert len(visitor.door.shelf.things) == 1


def test_who_asks_first_leaves_nothing_of_their_query_in_the_page(visitor, article):
    first = visitor.get("/search/?q=known&x=%22%3Eevil")

    assert "evil" not in first.text
    assert visitor.get("/search/?x=2&q=known").text == first.text
    assert visitor.django.asked == ["/search/?q=known"]


def test_parameters_that_a_view_knows_are_pages_of_their_own(visitor):
    for _ in range(9):
        make_article()

    assert visitor.get("/?page=2").text != visitor.get("/").text
    assert visitor.django.asked == ["/?page=2", "/"]


def test_the_form_to_answer_one_comment_is_never_kept(visitor, article):
    comment = make_comment("Which stretch?", article=article, status="approved")
    visitor.get("/articles/known/comments/")

    answers = [visitor.get(f"/articles/known/comments/?reply={comment.pk}") for _ in range(2)]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["private, no-store"] * 2
    assert len(visitor.django.asked) == 3


def test_another_host_is_django_s_to_refuse(visitor, article):
    visitor.get("/articles/known/")

    assert visitor.get("/articles/known/", host="evil.example").status == 400
    assert visitor.get("/articles/known/", host="localhost").status == 200
    assert len(visitor.django.asked) == 3


def test_a_browser_s_cookies_and_address_reach_no_kept_page(visitor, article):
    first = visitor.get("/articles/known/", cookie="sessionid=abc", x_forwarded_for="203.0.113.9")

    assert visitor.get("/articles/known/").text == first.text
    assert first.headers["Set-Cookie"] is None
    assert visitor.django.asked == ["/articles/known/"]


def test_who_sends_a_password_gets_nothing_that_is_kept_and_leaves_nothing(visitor, article):
    visitor.get("/articles/known/", authorization="Basic YWRhOng=")
    assert not visitor.door.shelf.things

    visitor.get("/articles/known/")
    visitor.get("/articles/known/", authorization="Basic YWRhOng=")

    assert visitor.django.asked == ["/articles/known/"] * 3


def test_an_answer_that_sets_a_cookie_is_never_kept_whoever_behind_the_view_set_it(visitor, article):
    visitor.django.application = with_a_cookie_for_each(visitor.django.application)

    answers = [visitor.get("/articles/known/") for _ in range(2)]

    assert [answer.headers["Cache-Control"] for answer in answers] == [PUBLIC] * 2  # the view noticed nothing
    assert len({answer.headers["Set-Cookie"] for answer in answers}) == 2
    assert not visitor.door.shelf.things


def with_a_cookie_for_each(application):
    """As a middleware would, past `public_page`."""
    numbers = count(1)

    def wrapper(environ, start_response):
        cookie = ("Set-Cookie", f"reader={next(numbers)}")
        return application(environ, lambda status, headers, *error: start_response(status, [*headers, cookie], *error))

    return wrapper


def test_head_gets_the_headers_and_no_body(visitor, article):
    whole = visitor.get("/articles/known/")
    head = visitor.ask("HEAD", "/articles/known/")

    assert (head.status, head.body) == (200, b"")
    assert head.headers.items() == whole.headers.items()
    assert len(visitor.django.asked) == 1


def test_head_of_what_is_missing_has_no_body_either(visitor):
    head = visitor.ask("HEAD", "/topics/none/")

    assert (head.status, head.body) == (404, b"")


def test_who_has_the_page_is_told_so_from_what_is_kept(visitor, article):
    tag = visitor.get("/articles/known/").headers["ETag"]

    again = visitor.get("/articles/known/", if_none_match=tag)

    assert (again.status, again.body) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (tag, PUBLIC)
    assert visitor.get("/articles/known/", if_none_match='"other"').status == 200
    assert len(visitor.django.asked) == 1


def test_compressed_it_says_the_same_in_fewer_bytes(visitor, article):
    plain = visitor.get("/articles/known/")
    packed = visitor.get("/articles/known/", accept_encoding="br;q=1, gzip;q=0.8")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.text == plain.text
    assert len(packed.body) == int(packed.headers["Content-Length"]) < len(plain.body) / 2
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert visitor.get("/articles/known/", if_none_match=packed.headers["ETag"]).status == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS"])
def test_only_reading_stops_at_the_door(visitor, article, method):
    visitor.get("/articles/known/")

    assert visitor.ask(method, "/articles/known/").status in {403, 405}
    assert len(visitor.django.asked) == 2


@pytest.mark.parametrize("address", ["/articles/none/", "/?page=99", "/topics/none/", "/nothing/", "/admin/login/"])
def test_what_is_no_public_page_is_never_kept(visitor, address):
    statuses = {visitor.get(address).status for _ in range(2)}

    assert len(statuses) == 1
    assert not visitor.door.shelf.things
    assert not visitor.door.being_made


def test_an_old_address_leads_on_with_its_whole_query(visitor, article):
    article.slug = "newer"
    article.save()

    answer = visitor.get("/articles/known/?utm_source=letter")

    assert (answer.status, answer.headers["Location"]) == (301, "/articles/newer/?utm_source=letter")
