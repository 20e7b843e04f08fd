"""Home, topics, authors, our own words: what stands in which list, page by page."""

from datetime import UTC, datetime

import pytest

from tests.factories import ago, make_article, make_person, make_topic
from tests.pages import Html, words_of

pytestmark = pytest.mark.django_db


def titles(client, address):
    """The articles that the page lists, in its order."""
    links = Html(client.get(address)).all("a")
    return [words_of(link) for link in links if (link.get("href") or "").startswith("/articles/")]


def make_articles(number, **fields):
    for age in range(number, 0, -1):
        make_article(f"Number {age}", published_at=ago(days=age), **fields)


def canonical(client, address):
    page = Html(client.get(address))
    return [link.get("href") for link in page.all("link") if link.get("rel") == "canonical"]


LISTS = {
    "home": lambda: (make_articles(17), "/")[1],
    "topic": lambda: (make_articles(17, topics=[make_topic(slug="night")]), "/topics/night/")[1],
    "author": lambda: (make_articles(17, authors=[make_person(slug="ines")]), "/authors/ines/")[1],
}
each_list = pytest.mark.parametrize("make", LISTS.values(), ids=LISTS)


@each_list
def test_a_list_shows_eight_a_page_newest_first(client, make):
    address = make()

    pages = [titles(client, f"{address}?page={number}") for number in [1, 2, 3]]

    assert pages == [
        [f"Number {age}" for age in range(1, 9)],
        [f"Number {age}" for age in range(9, 17)],
        ["Number 17"],
    ]
    assert titles(client, address) == pages[0]


@each_list
def test_the_pages_of_a_list_lead_to_each_other(client, make):
    address = make()

    links = [Html(client.get(f"{address}?page={number}")).attributes("href", "a") for number in [1, 2, 3]]

    assert ["?page=2" in of_page for of_page in links] == [True, False, True]
    assert ["?page=1" in of_page for of_page in links] == [False, True, False]
    assert ["?page=3" in of_page for of_page in links] == [False, True, False]


@each_list
def test_each_page_says_its_own_address(client, make):
    address = make()

    assert canonical(client, address) == [f"http://testserver{address}"]
    assert canonical(client, f"{address}?page=1&from=elsewhere") == [f"http://testserver{address}"]
    assert canonical(client, f"{address}?page=2") == [f"http://testserver{address}?page=2"]


@each_list
def test_a_page_that_is_not_there_is_not_found(client, make):
    address = make()

    numbers = ["0", "1.5", "abc", "99", "-1", "", "²", "9" * 5000, "1%00"]
    statuses = {number: client.get(f"{address}?page={number}").status_code for number in numbers}

    assert statuses == dict.fromkeys(numbers, 404)


def test_articles_of_the_same_instant_stand_on_one_page_each(client):
    moment = ago(days=1)
    for number in range(20):
        make_article(f"Number {number}", published_at=moment)

    shown = [title for page in [1, 2, 3] for title in titles(client, f"/?page={page}")]

    assert sorted(shown) == sorted(f"Number {number}" for number in range(20))


def test_a_list_shows_what_belongs_to_it_only(client):
    night, ines = make_topic("Night"), make_person("Ines")
    make_article("Hers", authors=[ines])
    make_article("Of the night", topics=[night])

    assert titles(client, night.get_absolute_url()) == ["Of the night"]
    assert titles(client, ines.get_absolute_url()) == ["Hers"]


def test_an_entry_says_what_it_is_about_by_whom_and_how_long_it_is(client):
    people = [make_person("Ines Moreau"), make_person("Daniel Okafor")]
    make_article("Why", summary="In short.", authors=people, topics=[make_topic("Night")], body="word " * 480)

    words = Html(client.get("/topics/night/")).main

    for part in ["Night", "Why", "In short.", "Ines Moreau and Daniel Okafor", "2 min"]:
        assert part in words


def test_a_topic_says_how_much_there_is_who_writes_and_where_to_go_on(client):
    night, sport = make_topic("Night"), make_topic("Sport", summary="Racing and training.")
    make_article(
        "Why", topics=[night], authors=[make_person("Ines")], published_at=datetime(2026, 3, 4, 12, tzinfo=UTC)
    )

    page = Html(client.get(night.get_absolute_url()))

    assert "1 article, the newest of 4 March 2026" in page.main
    assert page.texts("li", class_="who") == ["I Ines"]
    assert "Other topics Sport Racing and training." in page.main
    assert page.texts("p", class_="kicker") == ["Topic"]  # its entries need not say it again
    assert "Nothing has been published" in Html(client.get(sport.get_absolute_url())).main


def test_the_authors_say_who_they_are(client):
    make_article(authors=[make_person("Ines", role="Staff writer", bio="Writes about muscles.")])

    assert Html(client.get("/authors/")).texts("li", class_="who") == [
        "I Ines Staff writer 1 article Writes about muscles."
    ]


def test_topics_stand_in_their_order_with_their_numbers_of_articles(client):
    make_topic("Second", position=2)
    make_article(topics=[make_topic("First", position=1)])

    words = Html(client.get("/")).main

    assert words.index("First 1 article") < words.index("Second 0 articles")


def test_authors_are_those_who_published(client):
    make_article(authors=[make_person("Zoe", role="Writer"), make_person("Adam")])
    make_article(authors=[make_person("Zoe's friend")], published_at=None)

    words = Html(client.get("/authors/")).main

    assert words.index("Adam") < words.index("Zoe")
    assert "Writer" in words
    assert "friend" not in words


def test_an_author_s_page_says_who_it_is(client):
    ines = make_person("Ines Moreau", role="Contributing writer", credentials="Journalist", bio="She writes.")
    ines.links.create(label="Her own site", url="https://example.org/ines")

    page = Html(client.get(ines.get_absolute_url()))

    for part in ["Ines Moreau", "Contributing writer", "Journalist", "She writes.", "Her own site"]:
        assert part in page.main
    assert "https://example.org/ines" in page.attributes("href", "a")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "Nothing is published yet"),
        ("/topics/empty/", "Nothing has been published on this topic yet."),
        ("/authors/", "Nobody has published anything yet."),
        ("/authors/silent/", "Nothing is published yet."),
    ],
)
def test_an_empty_list_says_so(client, address, words):
    make_topic(slug="empty")
    make_person(slug="silent")

    response = client.get(address)

    assert response.status_code == 200
    assert words in Html(response).main


@pytest.mark.parametrize(
    ("address", "heading", "words"),
    [
        ("/about/", "Who we are", "does not replace a doctor"),
        ("/privacy/", "What we keep", "No cookies"),
        ("/house-rules/", "House rules", "HTML tags are removed"),
    ],
)
def test_our_own_words_are_there(client, address, heading, words):
    page = Html(client.get(address))

    assert page.texts("h1") == [heading]
    assert words in page.main


@pytest.mark.parametrize("address", ["/about", "/authors", "/topics/night", "/articles/why"])
def test_an_address_without_its_closing_slash_is_led_to_it(client, address):
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (301, f"{address}/")
