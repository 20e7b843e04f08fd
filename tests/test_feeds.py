"""What machines read: the feed, the sitemap, robots.txt."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest

from tests.factories import ago, make_article, make_person, make_topic

pytestmark = pytest.mark.django_db


def read(client, **headers):
    feed = feedparser.parse(client.get("/feed/", **headers).content)
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_the_feed_has_the_whole_text_of_each_article(client):
    make_article(
        "Why it hurts",
        summary="In short.",
        body="First words.\n\n## Causes\n\nLast words.",
        authors=[make_person("Ines"), make_person("Daniel")],
        topics=[make_topic("Night")],
        published_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
        updated_at=datetime(2026, 5, 6, 12, tzinfo=UTC),
    )

    (entry,) = read(client).entries

    assert (entry.title, entry.summary, entry.author) == ("Why it hurts", "In short.", "Ines, Daniel")
    assert entry.link == "http://testserver/articles/why-it-hurts/"
    assert [tag.term for tag in entry.tags] == ["Night"]
    assert (entry.published, entry.updated) == ("2026-03-04T12:00:00+00:00", "2026-05-06T12:00:00+00:00")
    (content,) = entry.content
    assert content.type == "text/html"
    assert "First words." in content.value
    assert "Last words." in content.value


def test_the_feed_is_atom_and_says_so(client):
    make_article()
    response = client.get("/feed/")

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feedparser.parse(response.content).version == "atom10"
    assert 'href="/feed/"' in client.get("/").text


def test_the_newest_stand_first_and_twenty_are_enough(client):
    for age in range(25, 0, -1):
        make_article(f"Number {age}", published_at=ago(days=age))

    assert [entry.title for entry in read(client).entries] == [f"Number {age}" for age in range(1, 21)]


def test_an_empty_feed_is_a_feed(client):
    assert read(client).entries == []


def test_addresses_are_the_site_s_own_whatever_host_was_asked(client, settings):
    settings.SITE_URL = "https://cramps.example"
    body = "[In](/about/) [down](#causes) [out](https://nhs.uk/) ![Calf](/media/x.png)\n\n## Causes"
    make_article("Why", body=body)

    feed = read(client, HTTP_HOST="localhost")
    sitemap, robots = (client.get(address, HTTP_HOST="localhost").text for address in ["/sitemap.xml", "/robots.txt"])

    text = feed.entries[0].content[0].value
    assert feed.feed.id == "https://cramps.example/"
    for address in ["about/", "articles/why/#causes", "media/x.png"]:
        assert f'="https://cramps.example/{address}"' in text
    assert 'href="https://nhs.uk/"' in text
    assert [text for text in [feed.entries[0].link, str(feed), sitemap, robots] if "localhost" in text] == []
    assert "<loc>https://cramps.example/articles/why/</loc>" in sitemap
    assert "Sitemap: https://cramps.example/sitemap.xml" in robots


def test_an_entry_stays_the_same_one_when_its_address_changes(client):
    article = make_article("Why")
    before = read(client).entries[0].id
    article.slug, article.published_at = "why-now", ago(days=3)
    article.save()

    after = read(client).entries[0]

    assert (after.id, after.link) == (before, "http://testserver/articles/why-now/")


def test_words_that_look_like_markup_stay_words(client):
    make_article("a<b & c", summary="drug<placebo, p>0.05")

    (entry,) = read(client).entries

    assert entry.title in {"a<b & c", "a&lt;b &amp; c"}
    assert entry.summary == "drug&lt;placebo, p&gt;0.05"


def test_characters_that_xml_cannot_hold_break_nothing(client):
    make_article("Form\x0cfeed", summary="\x0b", body="Words\x0c\ufffe\x1f.", authors=[make_person("A\x0cB")])

    (entry,) = read(client).entries

    assert entry.title == "Formfeed"


def test_an_article_without_authors_is_the_site_s(client):
    make_article()

    feed = read(client)

    assert feed.feed.author == "Cramps"


def test_the_sitemap_names_what_is_published_and_nothing_else(client):
    topic, author = make_topic(slug="night"), make_person(slug="ines")
    make_article(slug="seen", topics=[topic], authors=[author], updated_at=datetime(2026, 5, 6, tzinfo=UTC))
    make_article(slug="draft", published_at=None, authors=[make_person(slug="nobody")])
    make_article(slug="later", published_at=ago(days=-1))

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    named = {entry[0].text: [part.text for part in entry[1:]] for entry in tree}
    paths = ["", "articles/seen/", "topics/night/", "authors/ines/", "authors/", "about/", "privacy/", "house-rules/"]
    assert set(named) == {f"http://testserver/{path}" for path in paths}
    assert named["http://testserver/articles/seen/"] == ["2026-05-06"]


def test_every_address_of_the_sitemap_answers(client):
    make_article(topics=[make_topic()], authors=[make_person()])
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    assert {client.get(entry[0].text).status_code for entry in tree} == {200}


def test_robots_may_read_all_but_what_is_somebody_s(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert response.text.splitlines()[:3] == ["User-agent: *", "Disallow: /admin/", "Disallow: /comments/"]
