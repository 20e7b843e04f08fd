"""An address that leads nowhere: what was perhaps meant, a search, the topics."""

import pytest

from articles.search import similar
from tests.factories import ago, make_article, make_topic
from tests.pages import Html

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    make_topic("Night", slug="night")
    make_article("Magnesium: 34 against 30", slug="magnesium-34-against-30")
    make_article("Cramps at night", slug="cramps-at-night")
    make_article("Cramps in pregnancy", slug="cramps-in-pregnancy")
    make_article("The calf stretch", slug="calf-stretch")
    make_article("A draft on magnesium", slug="magnesium-draft", published_at=None)
    make_article("One for tomorrow on magnesium", slug="magnesium-tomorrow", published_at=ago(days=-1))


def suggested(client, address):
    response = client.get(address)
    assert response.status_code == 404, address
    return [element.text for element in Html(response).all("a") if "/articles/" in element.get("href")]


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/articles/magnesum/", "Magnesium: 34 against 30"),
        ("/articles/magnesium/", "Magnesium: 34 against 30"),
        ("/articles/magnesum-trial/", "Magnesium: 34 against 30"),
        ("/articles/magn/", "Magnesium: 34 against 30"),
        ("/articles/mganesium-34/", "Magnesium: 34 against 30"),
        ("/articles/night-cramps/", "Cramps at night"),
        ("/articles/cramps-at-nihgt/", "Cramps at night"),
        ("/articles/Calf-Stretch/", "The calf stretch"),
        ("/articles/calfstretch/", "The calf stretch"),
        ("/articles/calf-strech/comments/", "The calf stretch"),
        ("/articles/calf_stretch/", "The calf stretch"),
        ("/2019/05/calf-stretches.html", "The calf stretch"),
        ("/calf-stretch", "The calf stretch"),
        ("/topics/pregnancy/", "Cramps in pregnancy"),
    ],
)
def test_what_looks_like_it_is_suggested_first(client, library, address, title):
    assert suggested(client, address)[:1] == [title]


@pytest.mark.parametrize("address", ["/wp-admin/", "/articles/the-and-of/", "/%00/", "/%F0%9F%A6%B5/", "/x", "/a/b/c/"])
def test_what_looks_like_nothing_gets_no_suggestion(client, library, address):
    assert suggested(client, address) == []
    assert "Close to what you typed" not in client.get(address).text


def test_at_most_three_are_suggested(client):
    for number in range(5):
        make_article(slug=f"magnesium-{number}")

    assert len(suggested(client, "/articles/magnesium/")) == similar.MOST


def test_what_is_not_published_is_never_suggested(client, library):
    assert suggested(client, "/articles/magnesium-tomorrow-draft/") == ["Magnesium: 34 against 30"]


def test_there_is_a_search_and_the_topics(client, library):
    page = Html(client.get("/articles/nothing/"))

    assert page.attributes("action", "form") == ["/search/"]
    assert page.attributes("name", "input") == ["q"]
    assert page.texts("h2")[0] == "By topic"
    assert "/topics/night/" in page.attributes("href", "a")
    assert [meta.get("content") for meta in page.all("meta") if meta.get("name") == "robots"] == ["noindex"]


@pytest.mark.parametrize(
    ("address", "looking"),
    [("/nothing-like-this/", 0), ("/2019/calf-stretches.html", 0), ("/articles/magnesum/", 2), ("/topics/nihgt/", 2)],
)
def test_a_suggestion_takes_two_queries_besides_looking_for_the_page(
    client, library, django_assert_num_queries, address, looking
):
    for warm in ["/articles/warm/", "/topics/warm/"]:  # content types are asked for once in a process
        client.get(warm)

    with django_assert_num_queries(2 + looking):
        client.get(address)


@pytest.mark.parametrize(
    "address",
    ["/static/calf-stretch", "/media/calf-stretch.png", "/calf-stretch.js", "/apple-touch-icon.png", "/x/.env"],
)
def test_a_program_that_asks_for_a_file_gets_a_line_and_asks_no_database(
    client, library, django_assert_num_queries, address
):
    with django_assert_num_queries(0):
        response = client.get(address)

    assert response.status_code == 404
    assert response.text == "There is nothing at this address.\n"


def test_what_is_missing_is_kept_by_no_cache(client, library):
    assert client.get("/articles/magnesum/")["Cache-Control"] == "private, no-store"


def test_the_address_itself_is_not_repeated(client, library):
    assert "magnesumxyz" not in client.get("/articles/magnesumxyz/?q=magnesumxyz").text


def test_a_very_long_address_is_answered_calmly(client, library):
    assert client.get(f"/articles/{'calf-stretch-' * 500}/").status_code == 404
