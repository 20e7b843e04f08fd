"""JSON Feed 1.1, with the same whole text as the Atom feed."""

from datetime import UTC, datetime

import pytest

from articles.feeds import LENGTH
from tests.factories import ago, make_article, make_person, make_topic
from tests.test_renditions import photograph

pytestmark = pytest.mark.django_db

# https://www.jsonfeed.org/version/1.1/: what must be there, and all that may be.
TOP = {"version", "title", "items"}
TOP_ALLOWED = TOP | {"home_page_url", "feed_url", "description", "icon", "favicon", "authors", "language", "next_url"}
ITEM = {"id", "content_html"}
ITEM_ALLOWED = ITEM | {
    "url", "title", "summary", "image", "date_published", "date_modified", "authors", "tags", "language",
}  # fmt: skip


def read(client):
    response = client.get("/feed.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    return response.json()


def test_the_feed_says_what_it_is_and_whose(client):
    feed = read(client)

    assert TOP <= set(feed) <= TOP_ALLOWED
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["title"], feed["home_page_url"]) == ("Cramps", "http://testserver/")
    assert feed["feed_url"] == "http://testserver/feed.json"
    assert feed["authors"] == [{"name": "Cramps", "url": "http://testserver/"}]
    assert feed["icon"].startswith("http://testserver/static/icons/")
    assert feed["items"] == []


def test_an_item_has_the_whole_text_and_all_that_is_known_of_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_article(
        "Why it hurts",
        summary="In short: a<b & c.",
        body="First words.\n\n## Causes\n\n[Last](/about/) words.",
        authors=[make_person("Ines"), make_person("Daniel")],
        topics=[make_topic("Night")],
        published_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
        updated_at=datetime(2026, 5, 6, 12, tzinfo=UTC),
        lead_image=photograph(300, 400),
    )

    [item] = read(client)["items"]

    assert ITEM <= set(item) <= ITEM_ALLOWED
    assert (item["title"], item["summary"]) == ("Why it hurts", "In short: a<b & c.")
    assert item["url"] == "http://testserver/articles/why-it-hurts/"
    assert [author["name"] for author in item["authors"]] == ["Ines", "Daniel"]
    assert item["authors"][0]["url"] == "http://testserver/authors/ines/"
    assert item["tags"] == ["Night"]
    assert item["date_published"] == "2026-03-04T12:00:00+00:00"
    assert item["date_modified"] == "2026-05-06T12:00:00+00:00"
    assert item["image"].startswith("http://testserver/media/articles/")
    assert "First words." in item["content_html"]
    assert '<a href="http://testserver/about/" rel="noopener">Last</a> words.' in item["content_html"]


def test_what_is_unknown_is_left_out(client):
    make_article("Bare")

    [item] = read(client)["items"]

    assert set(item) == {"id", "url", "title", "content_html", "date_published", "date_modified"}


def test_only_the_newest_published_stand_in_it(client):
    for age in range(LENGTH + 5):
        make_article(f"Number {age}", published_at=ago(days=age))
    make_article("Draft", published_at=None)
    make_article("Tomorrow", published_at=ago(days=-1))

    assert [item["title"] for item in read(client)["items"]] == [f"Number {age}" for age in range(LENGTH)]


def test_every_page_leads_to_it(client):
    assert 'type="application/feed+json"' in client.get("/").text
    assert 'href="/feed.json"' in client.get("/").text
