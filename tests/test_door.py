"""Public pages kept at the door: what readers get, and when Django is asked for it."""

from time import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from cramps_site.lib.pages import PUBLIC
from tests.door import Visitor, settle, within_a_transaction
from tests.every_page import every_page
from tests.factories import ago, make_article, make_comment, make_discussion, make_person, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(clock):
    with within_a_transaction():
        yield Visitor()


@pytest.fixture
def article():
    article = make_article("Known", slug="known", body="It is the muscle itself. " * 50)
    settle()
    return article


def queries_of(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


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


def test_an_approved_comment_is_there_a_second_later_on_the_page_its_feed_and_its_count(visitor, article, clock):
    comment = make_comment("It helped.", article=article)
    pages = ["/articles/known/", "/articles/known/comments/", "/articles/known/comments/feed/"]
    before = [visitor.get(page).text for page in pages]

    comment.approve(by=make_user())
    clock.pass_by(1)
    after = [visitor.get(page).text for page in pages]

    assert not any("It helped." in text for text in before)
    assert all("It helped." in text for text in after)
    assert "(1)" in after[0]


def test_an_erased_comment_is_gone_a_second_later(visitor, article, clock):
    comment = make_comment("It helped.", article=article, status="approved")
    pages = ["/articles/known/", "/articles/known/comments/", "/articles/known/comments/feed/"]
    before = [visitor.get(page).text for page in pages]

    comment.erase()
    clock.pass_by(1)

    assert all("It helped." in text for text in before)
    assert not any("It helped." in visitor.get(page).text for page in pages)


def test_two_changes_in_one_instant_are_both_seen(visitor, article, clock):
    """The time of the change cannot tell them apart."""
    make_comment("The first.", article=article, status="approved")
    article.touch()
    moment = Article.objects.get(pk=article.pk).changed_at
    visitor.get("/articles/known/")

    make_comment("The second.", article=article, status="approved")
    Article.objects.filter(pk=article.pk).update(changed_at=moment)
    clock.pass_by(1)

    assert "The second." in visitor.get("/articles/known/").text


def test_a_correction_is_seen_on_the_article_and_in_the_lists(visitor, article, clock):
    pages = ["/", "/articles/known/", "/feed/", "/search/?q=known", "/sitemap-articles.xml"]
    before = [visitor.get(page).text for page in pages]

    article.change_notes.create(kind="correction", text="It said the tendon.")
    article.title = "Known better"
    article.save()
    settle()
    clock.pass_by(1)
    after = [visitor.get(page).text for page in pages]

    assert all(old != new for old, new in zip(before, after, strict=True))
    assert "It said the tendon." in after[1]
    assert all(" better" in text for text in after[:4])


def test_a_name_that_changes_changes_on_every_page(visitor, article, clock):
    person, topic = make_person("Ada Lind", slug="ada"), make_topic("Night", slug="night")
    article.authorships.create(person=person)
    article.filings.create(topic=topic)
    pages = ["/articles/known/", "/authors/", "/authors/ada/", "/topics/night/", "/feed/"]
    assert all("Ada Lind" in visitor.get(page).text for page in pages)

    person.name = "Ada Berg"
    person.save()
    clock.pass_by(1)

    assert all("Ada Berg" in visitor.get(page).text for page in pages)


def test_a_scheduled_article_appears_by_the_clock(visitor, article, clock, monkeypatch):
    make_article("Tomorrow", slug="tomorrow", published_at=ago(days=-1))
    settle()
    assert "Tomorrow" not in visitor.get("/").text

    Article.objects.filter(slug="tomorrow").update(published_at=ago(seconds=1))  # no signal: as if time had passed
    clock.pass_by(1)

    assert "Tomorrow" in visitor.get("/").text


def test_comments_that_close_by_age_close_on_the_kept_page(visitor, article, clock):
    make_discussion(close_after=30)
    assert "Send comment" in visitor.get("/articles/known/").text

    Article.objects.update(published_at=ago(days=30))
    clock.pass_by(1)

    assert "Send comment" not in visitor.get("/articles/known/").text


def test_a_withdrawn_article_is_gone_a_second_later(visitor, article, clock):
    assert visitor.get("/articles/known/").status == 200

    Article.objects.update(published_at=None)
    clock.pass_by(1)

    assert visitor.get("/articles/known/").status == 404


def test_a_switch_of_the_discussion_is_seen(visitor, article, clock):
    assert "Send comment" in visitor.get("/articles/known/").text

    make_discussion(stopped=True)
    clock.pass_by(1)

    assert "Send comment" not in visitor.get("/articles/known/").text


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
