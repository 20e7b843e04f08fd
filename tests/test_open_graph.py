"""What other sites show of a link to us, and each page's one address."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_article, make_person, make_topic
from tests.pages import Html
from tests.test_renditions import photograph

pytestmark = pytest.mark.django_db

EVERYWHERE = {"og:site_name": "Cramps", "og:locale": "en_GB", "twitter:card": "summary_large_image"}


def head_of(client, address):
    """[(property, content)] of a page's head, in order."""
    metas = Html(client.get(address)).all("meta")
    return [(meta.get("property") or meta.get("name"), meta.get("content")) for meta in metas]


def canonicals(client, address):
    return [link.get("href") for link in Html(client.get(address)).all("link") if link.get("rel") == "canonical"]


def test_an_article_says_all_that_is_known_of_it(client):
    article = make_article(
        'Why "it" hurts <& more',
        slug="why",
        summary="In short: p<0.05 & more.",
        authors=[make_person(slug="ines"), make_person(slug="daniel")],
        topics=[make_topic("Night & day"), make_topic("Minerals")],
        published_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
        updated_at=datetime(2026, 5, 6, 12, tzinfo=UTC),
    )

    head = head_of(client, article.get_absolute_url())

    said = dict(head)
    assert said | EVERYWHERE == said
    assert said["og:type"] == "article"
    assert said["og:title"] == said["og:image:alt"] == 'Why "it" hurts <& more'
    assert said["og:description"] == "In short: p<0.05 & more."
    assert said["og:url"] == "http://testserver/articles/why/"
    assert said["og:image"].startswith("http://testserver/articles/why/share.png?v=")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["article:published_time"] == "2026-03-04T12:00:00+00:00"
    assert said["article:modified_time"] == "2026-05-06T12:00:00+00:00"
    assert said["article:section"] == "Night & day"
    assert [value for name, value in head if name == "article:tag"] == ["Night & day", "Minerals"]
    assert [value for name, value in head if name == "article:author"] == [
        "http://testserver/authors/ines/",
        "http://testserver/authors/daniel/",
    ]


def test_what_is_unknown_is_not_said(client):
    said = dict(head_of(client, make_article("Bare").get_absolute_url()))

    assert not {"og:description", "article:section", "article:tag", "article:author", "description"} & set(said)
    assert said["article:modified_time"] == said["article:published_time"]


def test_an_author_is_a_profile_with_their_photograph(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_person("Ines Moreau", slug="ines", bio="Writes about muscles.", photo=photograph(300, 400))

    said = dict(head_of(client, "/authors/ines/"))

    assert (said["og:type"], said["og:title"]) == ("profile", "Ines Moreau")
    assert said["og:description"] == "Writes about muscles."
    assert said["og:image"].startswith("http://testserver/media/people/")
    assert (said["og:image:width"], said["og:image:height"]) == ("400", "300")
    assert said["twitter:card"] == "summary"


@pytest.mark.parametrize(
    ("address", "title"),
    [("/", "Cramps"), ("/topics/night/", "Night"), ("/authors/ines/", "Ines"), ("/authors/", "Authors")],
)
def test_lists_and_profiles_have_a_title_and_the_site_s_picture(client, address, title):
    make_article(topics=[make_topic("Night")], authors=[make_person("Ines")])

    said = dict(head_of(client, address))

    assert said | EVERYWHERE == said
    assert said["og:title"] == title
    assert said["og:url"] == f"http://testserver{address}"
    assert said["og:image"].startswith("http://testserver/static/icons/share.")


@pytest.mark.parametrize("address", ["/", "/topics/night/", "/authors/ines/"])
def test_each_page_of_a_list_is_its_own(client, address):
    topic, person = make_topic(slug="night"), make_person(slug="ines")
    for _ in range(9):
        make_article(topics=[topic], authors=[person])

    assert canonicals(client, address) == [f"http://testserver{address}"]
    assert canonicals(client, f"{address}?page=1&utm_source=x") == [f"http://testserver{address}"]
    assert canonicals(client, f"{address}?page=2") == [f"http://testserver{address}?page=2"]
    assert dict(head_of(client, f"{address}?page=2"))["og:url"] == f"http://testserver{address}?page=2"


def test_an_address_is_the_site_s_own_whatever_host_was_asked(client, settings):
    settings.SITE_URL = "https://cramps.example"
    make_article(slug="why", authors=[make_person()])

    head = client.get("/articles/why/", headers={"Host": "localhost"}).text.split("</head>")[0]

    assert "https://cramps.example/articles/why/" in head
    assert "localhost" not in head


@pytest.mark.parametrize("address", ["/search/?q=calf", "/nothing/here/"])
def test_what_should_not_be_found_says_nothing_of_itself(client, address):
    said = dict(head_of(client, address))

    assert said["robots"] == "noindex"
    assert canonicals(client, address) == []
    assert [name for name in said if name and name.startswith(("og:", "twitter:", "article:"))] == []
    assert "application/ld+json" not in client.get(address).text


@pytest.mark.parametrize(("address", "feed"), [("/topics/night/", "topic"), ("/authors/ines/", "author")])
def test_a_page_leads_to_its_own_feed_and_the_site_s(client, address, feed):
    make_topic("Night"), make_person("Ines")

    links = [link for link in Html(client.get(address)).all("link") if link.get("rel") == "alternate"]

    assert {link.get("href") for link in links} == {"/feed/", "/feed.json", f"{address}feed/"}
    assert all(link.get("title") for link in links)
