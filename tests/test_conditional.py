"""Programs that ask again: told in a few bytes that nothing changed, and never told so when it did."""

from datetime import UTC, datetime

import pytest

from articles.models import Article
from tests.factories import ago, make_article, make_person, make_topic

pytestmark = pytest.mark.django_db

FEEDS = ["/feed/", "/feed.json", "/topics/night/feed/", "/authors/ines/feed/"]
PICTURE = "/articles/known/share.png"
ALL = [*FEEDS, PICTURE, "/sitemap.xml", "/sitemap-articles.xml", "/sitemap-topics.xml"]
DATED = [address for address in ALL if address != PICTURE]


@pytest.fixture
def article():
    article = make_article(
        "Known",
        slug="known",
        topics=[make_topic(slug="night")],
        authors=[make_person(slug="ines")],
        published_at=datetime(2026, 3, 4, tzinfo=UTC),
    )
    make_article("Older", topics=article.topics.all(), authors=article.authors.all(), published_at=ago(days=300))
    Article.objects.update(changed_at=ago(days=9))
    return article


def ask_again(client, first, by):
    headers = {"If-None-Match": first.get("ETag"), "If-Modified-Since": first.get("Last-Modified")}
    return client.get(first.request["PATH_INFO"], headers={by: headers[by]})


@pytest.mark.parametrize("address", ALL)
def test_what_is_the_same_is_not_sent_twice(client, article, address):
    first = client.get(address)

    again = ask_again(client, first, "If-None-Match")

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", DATED)
def test_the_date_that_was_sent_will_do_as_well(client, article, address):
    again = ask_again(client, client.get(address), "If-Modified-Since")

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", ALL)
def test_the_short_answer_carries_the_headers_of_the_long_one(client, article, address):
    first = client.get(address)

    again = ask_again(client, first, "If-None-Match")

    assert dict(again.items()) == {name: value for name, value in first.items() if name != "Content-Type"}
    assert again["Cache-Control"].startswith("public")
    assert again["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("by", ["If-None-Match", "If-Modified-Since"])
@pytest.mark.parametrize("address", [address for address in DATED if "topics.xml" not in address])
def test_a_new_article_is_told(client, article, address, by):
    first = client.get(address)
    make_article("New", slug="new", topics=article.topics.all(), authors=article.authors.all())

    again = ask_again(client, first, by)

    assert again.status_code == 200
    assert again.content != first.content


@pytest.mark.parametrize("by", ["If-None-Match", "If-Modified-Since"])
@pytest.mark.parametrize("address", FEEDS)
def test_an_article_that_was_withdrawn_is_told_though_the_date_moves_back(client, article, address, by):
    Article.objects.exclude(pk=article.pk).update(changed_at=ago(days=200))
    first = client.get(address)
    Article.objects.filter(pk=article.pk).update(published_at=None)

    again = ask_again(client, first, by)

    assert again.status_code == 200
    assert b"Known" not in again.content


@pytest.mark.parametrize("address", FEEDS)
def test_words_that_changed_without_a_word_are_told(client, article, address):
    first = client.get(address)
    article.body = "Other words."
    article.save()

    assert ask_again(client, first, "If-Modified-Since").status_code == 200


@pytest.mark.parametrize("address", FEEDS)
def test_two_changes_in_one_second_are_two(client, article, address):
    article.save()

    first = client.get(address)

    assert "Last-Modified" not in first  # it would not tell the next change from this one
    assert "ETag" in first


@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_feed_is_the_same_each_time(client, address):
    make_topic(slug="night"), make_person(slug="ines")

    assert ask_again(client, client.get(address), "If-None-Match").status_code == 304


@pytest.mark.parametrize(
    ("tags", "status"),
    [("*", 304), ("W/{}", 304), ('"other", {}', 304), ('"other"', 200), ("", 200), ("nonsense", 200)],
)
def test_tags_are_read_as_programs_and_proxies_send_them(client, article, tags, status):
    tag = client.get("/feed/")["ETag"]

    assert client.get("/feed/", headers={"If-None-Match": tags.format(tag)}).status_code == status


def test_a_tag_that_differs_weighs_more_than_a_date_that_does_not(client, article):
    date = client.get("/feed/")["Last-Modified"]

    answer = client.get("/feed/", headers={"If-None-Match": '"other"', "If-Modified-Since": date})

    assert answer.status_code == 200


@pytest.mark.parametrize("date", ["yesterday", "Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", ""])
def test_any_other_date_gets_the_whole(client, article, date):
    assert client.get("/feed/", headers={"If-Modified-Since": date}).status_code == 200


def test_what_is_missing_has_no_tag(client):
    answer = client.get("/topics/none/feed/", headers={"If-None-Match": "*"})

    assert answer.status_code == 404
    assert "ETag" not in answer


@pytest.mark.parametrize("address", [*FEEDS, PICTURE])
def test_other_sites_may_show_what_is_made_for_them(client, article, address):
    assert client.get(address)["Cross-Origin-Resource-Policy"] == "cross-origin"
