"""Atom, for people who read by feed; and that its addresses are the site's own."""

from datetime import UTC, datetime

import feedparser
import pytest

from tests.factories import ago, make_article, make_person, make_topic

pytestmark = pytest.mark.django_db


def read(client, address="/feed/", **headers):
    feed = feedparser.parse(client.get(address, **headers).content)
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

    assert (entry.title, entry.summary) == ("Why it hurts", "In short.")
    assert [(author.name, author.href) for author in entry.authors] == [
        ("Ines", "http://testserver/authors/ines/"),
        ("Daniel", "http://testserver/authors/daniel/"),
    ]
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
    machines = ["/sitemap.xml", "/sitemap-articles.xml", "/robots.txt", "/feed.json", "/.well-known/security.txt"]
    index, sitemap, robots, *others = (client.get(address, HTTP_HOST="localhost").text for address in machines)

    text = feed.entries[0].content[0].value
    assert feed.feed.id == "https://cramps.example/"
    for address in ["about/", "articles/why/#causes", "media/x.png"]:
        assert f'="https://cramps.example/{address}"' in text
    assert 'href="https://nhs.uk/"' in text
    assert [
        text for text in [feed.entries[0].link, str(feed), index, sitemap, robots, *others] if "localhost" in text
    ] == []
    assert "<loc>https://cramps.example/sitemap-articles.xml</loc>" in index
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


def test_a_topic_has_a_feed_of_its_own(client):
    night, day = make_topic("Night & day", slug="night", summary="What wakes you."), make_topic("Day")
    make_article("At night", topics=[night])
    make_article("By day", topics=[day])
    make_article("Tomorrow night", topics=[night], published_at=ago(days=-1))

    feed = read(client, "/topics/night/feed/")

    assert [entry.title for entry in feed.entries] == ["At night"]
    assert (feed.feed.title, feed.feed.subtitle) == ("Night & day | Cramps", "What wakes you.")
    assert feed.feed.link == "http://testserver/topics/night/"


def test_an_author_has_a_feed_of_their_own(client):
    ines = make_person("Ines Moreau", slug="ines")
    make_article("Hers", authors=[make_person(), ines])
    make_article("Somebody's", authors=[make_person()])

    feed = read(client, "/authors/ines/feed/")

    assert [entry.title for entry in feed.entries] == ["Hers"]
    assert feed.feed.title == "Ines Moreau | Cramps"


@pytest.mark.parametrize(("kind", "make"), [("topics", make_topic), ("authors", make_person)])
def test_a_feed_stays_the_same_one_when_its_address_changes(client, kind, make):
    row = make(slug="before")
    make_article(**{kind: [row]})
    id = read(client, f"/{kind}/before/feed/").feed.id
    row.slug = "after"
    row.save()

    old = client.get(f"/{kind}/before/feed/?a=1")

    assert (old.status_code, old["Location"]) == (301, f"/{kind}/after/feed/?a=1")
    assert read(client, f"/{kind}/after/feed/").feed.id == id


@pytest.mark.parametrize("address", ["/topics/none/feed/", "/authors/none/feed/"])
def test_what_is_not_there_has_no_feed(client, address):
    assert client.get(address).status_code == 404


def test_robots_may_read_all_but_what_is_somebody_s(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert response.text.splitlines()[:3] == ["User-agent: *", "Disallow: /admin/", "Disallow: /comments/"]
