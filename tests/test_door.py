"""Public pages kept at the door: how long, how many, and what is asked for it."""

from time import time

import pytest

from cramps_site.lib.pages import PUBLIC
from tests.door import queries_of, settle, settled_article
from tests.every_page import every_page
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return settled_article()


def test_within_a_second_a_page_is_given_again_without_asking_anybody(visitor, article):
    first = visitor.get("/articles/known/")

    assert queries_of(lambda: visitor.get("/articles/known/")) == 0
    assert visitor.get("/articles/known/").text == first.text
    assert visitor.django.asked == ["/articles/known/"]
    assert first.headers["Cache-Control"] == PUBLIC


def test_after_a_second_only_its_version_is_asked(visitor, article, clock):
    visitor.get("/articles/known/")
    clock.pass_by(1)

    assert queries_of(lambda: visitor.get("/articles/known/")) == 1
    assert visitor.django.asked == ["/articles/known/"]


def test_a_proxy_of_ours_gets_nothing_a_second_old(visitor, article, clock, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    comment = make_comment("It helped.", article=article)
    visitor.get("/articles/known/")
    comment.approve(by=make_user())
    clock.pass_by(0.1)

    assert "It helped." in visitor.get("/articles/known/", cache_control="max-age=0").text


def test_a_proxy_holds_it_to_the_end_of_this_second_and_no_reader_is_told(visitor, article, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    before = int(time())
    told = visitor.get("/articles/known/", cache_control="max-age=0").headers["X-Accel-Expires"]

    assert before <= int(told.removeprefix("@")) <= int(time())
    assert "X-Accel-Expires" not in visitor.get("/articles/known/").headers


def test_a_reader_s_browser_cannot_ask_for_that(visitor, article, clock):
    visitor.get("/articles/known/")
    clock.pass_by(0.1)

    assert queries_of(lambda: visitor.get("/articles/known/", cache_control="max-age=0")) == 0


def test_it_keeps_no_more_bytes_than_it_may_and_what_was_not_used_goes(visitor, article, clock):
    visitor.door.shelf.limit = 100_000
    visitor.get("/articles/known/")
    for word in range(20):
        clock.pass_by(1)
        visitor.get(f"/search/?q=word{word}")
        visitor.get("/articles/known/")

    kept = visitor.door.shelf
    assert kept.bytes <= kept.limit
    assert kept.bytes == sum(size for _, size in kept.things.values())
    assert visitor.django.asked.count("/articles/known/") == 1
    assert kept.get(("/search/", "q=word0")) is None


def test_what_is_larger_than_all_of_it_is_given_and_not_kept(visitor, article):
    visitor.door.shelf.limit = 1000

    assert visitor.get("/articles/known/").status == 200
    assert (len(visitor.door.shelf.things), visitor.door.shelf.bytes) == (0, 0)


PUBLIC_ELSEWHERE = [
    "/feed/",
    "/feed.json",
    "/sitemap.xml",
    "/sitemap-articles.xml",
    "/newsletter/feed/",
    "/robots.txt",
    "/favicon.ico",
]


def test_every_public_page_is_kept(visitor, clock):
    pages = [*every_page(hostile=False).values(), *PUBLIC_ELSEWHERE, "/manifest.webmanifest"]
    settle()
    public = [page for page in pages if visitor.get(page).headers["Cache-Control"] == PUBLIC]
    again = {page: queries_of(lambda page=page: visitor.get(page)) for page in public}
    clock.pass_by(1)
    later = {page: queries_of(lambda page=page: visitor.get(page)) for page in public}

    assert len(public) > 25
    assert {page: number for page, number in again.items() if number} == {}
    assert {page: number for page, number in later.items() if number > 1} == {}
