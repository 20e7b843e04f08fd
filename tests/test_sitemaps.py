"""What search engines are told of: an index, its sections, and when each page last changed."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.utils.http import http_date

from articles.models import Article
from cramps_site.lib.sitemaps import Section
from tests.factories import ago, make_article, make_person, make_topic

pytestmark = pytest.mark.django_db


def read(client, address="/sitemap.xml"):
    """{address: time of the last change, or None} in the order of the file."""
    tree = ElementTree.fromstring(client.get(address).content)
    return {entry[0].text: entry[1].text if len(entry) > 1 else None for entry in tree}


def read_all(client):
    return {address: changed for file in read(client) for address, changed in read(client, file).items()}


def on(month, day):
    return datetime(2026, month, day, tzinfo=UTC)


def test_the_index_names_each_section_with_its_newest_change(client):
    make_article(published_at=on(1, 2), updated_at=on(3, 4), topics=[make_topic()], authors=[make_person()])
    make_article(published_at=on(2, 2))

    sections = dict.fromkeys(["articles", "topics", "authors", "words"], "2026-03-04T00:00:00+00:00")
    assert read(client) == {
        f"http://testserver/sitemap-{section}.xml": changed
        for section, changed in (sections | {"issues": None}).items()
    }


def test_all_that_is_published_is_named_and_nothing_else(client):
    topic, author = make_topic(slug="night"), make_person(slug="ines")
    make_article(slug="seen", topics=[topic], authors=[author])
    make_article(slug="draft", published_at=None, authors=[make_person(slug="nobody")])
    make_article(slug="later", published_at=ago(days=-1))

    paths = ["", "articles/seen/", "topics/night/", "authors/ines/", "authors/", "about/", "privacy/", "house-rules/"]
    paths += ["house-rules/figures/", "newsletter/"]
    assert set(read_all(client)) == {f"http://testserver/{path}" for path in paths}


def test_each_page_carries_the_day_of_its_last_change(client):
    topic, author = make_topic(slug="night"), make_person(slug="ines")
    make_article(slug="old", published_at=on(1, 1), topics=[topic], authors=[author])
    make_article(slug="new", published_at=on(2, 2), updated_at=on(5, 6), topics=[topic])
    make_article(slug="early", published_at=on(2, 3), updated_at=on(2, 1))
    make_article(slug="later", published_at=ago(days=-1), updated_at=on(7, 7), topics=[topic], authors=[author])

    changed = {address.removeprefix("http://testserver"): day for address, day in read_all(client).items()}

    assert changed["/articles/old/"] == changed["/authors/ines/"] == "2026-01-01"
    assert changed["/articles/new/"] == changed["/topics/night/"] == changed["/"] == "2026-05-06"
    assert changed["/articles/early/"] == "2026-02-03"
    assert changed["/about/"] is None


def test_a_review_is_a_change(client):
    make_article(slug="read", published_at=on(1, 1), updated_at=on(2, 1), last_reviewed=date(2026, 3, 4))
    make_article(slug="edited", published_at=on(1, 1), updated_at=on(4, 1), last_reviewed=date(2026, 3, 4))

    changed = read(client, "/sitemap-articles.xml")

    assert changed["http://testserver/articles/read/"] == "2026-03-04"
    assert changed["http://testserver/articles/edited/"] == "2026-04-01"


def test_a_site_without_articles_has_a_sitemap(client):
    make_topic(slug="night")

    assert set(read(client).values()) == {None}
    assert read_all(client)["http://testserver/topics/night/"] is None


def test_every_address_of_the_sitemap_answers(client):
    make_article(topics=[make_topic()], authors=[make_person()])

    assert {client.get(address).status_code for address in read_all(client)} == {200}


def test_a_section_of_many_pages_comes_in_several_files(client, monkeypatch):
    assert Section.limit == 50_000  # what the format allows
    monkeypatch.setattr(Section, "limit", 2)
    for number in range(5):
        make_article(slug=f"number-{number}")

    files = [file for file in read(client) if "articles" in file]

    section = "http://testserver/sitemap-articles.xml"
    assert files == [section, f"{section}?p=2", f"{section}?p=3"]
    assert len({address for file in files for address in read(client, file)}) == 5


@pytest.mark.parametrize("address", ["/sitemap-none.xml", "/sitemap-articles.xml?p=9", "/sitemap-articles.xml?p=x"])
def test_a_file_that_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-topics.xml"])
def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries, address):
    for _ in range(5):
        make_article(topics=[make_topic()], authors=[make_person()])

    with django_assert_max_num_queries(10):
        client.get(address)


def test_the_index_says_when_the_newest_article_changed(client):
    make_article(published_at=on(1, 1))
    make_article(published_at=on(2, 2))

    assert client.get("/sitemap.xml")["Last-Modified"] == http_date(on(2, 2).timestamp())
    Article.objects.all().delete()
    assert "Last-Modified" not in client.get("/sitemap.xml")
