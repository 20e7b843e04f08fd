"""The page of answers: hits are marked, nothing in it can carry markup, and no question breaks it."""

import pytest

from tests.factories import ago, make_article, make_person, make_topic
from tests.pages import Html, words_of

pytestmark = pytest.mark.django_db

MARKUP = "<img src=x onerror=alert(1)> <mark>false</mark> &lt;b&gt; \x02calf\x03"


def page_for(client, question, **more):
    response = client.get("/search/", {"q": question, **more})
    assert response.status_code == 200, question
    return Html(response)


def found(page):
    """Titles in their order."""
    return [words_of(heading) for heading in page.all("h2") if heading.get("class") == "headline"]


def test_the_words_that_were_asked_for_are_marked(client):
    make_article("The calf", summary="Calfskin is no calf’s friend: x'calf, calf'x, calf_calf-calf.", body="Nothing.")

    assert page_for(client, "calf").texts("mark") == ["calf", "calf’s", "calf", "calf", "calf"]


def test_where_the_summary_says_nothing_the_passage_that_says_most_is_shown(client):
    body = f"First a calf.\n\n{'Words of no use. ' * 60}\n\nA calf stretch, then one more calf stretch."
    make_article("Legs", summary="About legs.", body=body)

    page = page_for(client, "calf stretch")

    assert page.texts("mark") == ["calf", "stretch", "calf", "stretch"]
    assert "then one more" in page.main
    assert "First a calf" not in page.main


def test_a_word_that_stands_deep_in_a_long_text_is_shown(client):
    make_article("Legs", summary="About legs.", body="Words of no use. " * 2000 + "Then a calf stretch.")

    page = page_for(client, "calf")

    assert page.texts("mark") == ["calf"]
    assert "Then a calf stretch." in page.main


def test_markup_in_an_article_stays_words(client):
    make_article(MARKUP, summary=MARKUP, body=MARKUP.replace("\x02", "").replace("\x03", ""), topics=[make_topic()])

    page = page_for(client, "calf")

    assert page.all("img") == []
    assert set(page.texts("mark")) == {"calf"}
    assert page.main.count("<img src=x onerror=alert(1)>") == 2


def test_markup_in_a_question_stays_words(client):
    page = page_for(client, "<script>alert(1)</script>\"'><b>")

    assert "<script>alert(1)</script>" in page.main
    assert page.attributes("value", "input")[0] == "<script>alert(1)</script>\"'><b>"


@pytest.mark.parametrize(
    "question",
    [
        "", " ", "\x00", "\x02\x03", '"', '"""', "'", "(", ")", "*", "^", "-", "calf -", "calf AND", "NOT calf",
        "calf NEAR/2 stretch", "{title}: calf", "title : calf", "calf & stretch |", "calf:*", "!calf", "<-> calf",
        "\\", "%", "_", "calf%", "'; DROP TABLE x; --", "x" * 10_000, "calf " * 2000, "ß" * 40, "ﬃ" * 200, "İ", "𝕔𝕒𝕝𝕗",
        "٣٤", "小腿", "e\u0301", "\u202ecalf", "🦵", "a b c d e f g h i j k l m n o p q r s t u v",
    ],
)  # fmt: skip
def test_any_question_is_answered_calmly(client, question):
    make_article("The calf stretch")

    page = page_for(client, question)

    assert page.texts("h1") == ["Search"]
    assert len(page.attributes("value", "input")[0]) <= 200


def test_a_hit_weighs_more_the_higher_it_stands(client):
    make_article("In the text", body="Sodium is said here, among words.")
    make_article("By its author", authors=[make_person("Ada Sodium")])
    make_article("In a heading", body="## Sodium\n\nWords.")
    make_article("In the summary", summary="On sodium.")
    make_article("Sodium")

    assert found(page_for(client, "sodium"))[:2] == ["Sodium", "In the summary"]
    assert set(found(page_for(client, "sodium"))[2:4]) == {"In a heading", "By its author"}
    assert found(page_for(client, "sodium"))[4] == "In the text"


def test_ten_stand_on_a_page_and_each_once(client):
    for number in range(25):
        make_article(f"Calf {number}", published_at=ago(days=number + 1))

    pages = [found(page_for(client, "calf", page=number)) for number in [1, 2, 3]]

    assert [len(titles) for titles in pages] == [10, 10, 5]
    assert len({title for titles in pages for title in titles}) == 25


@pytest.mark.parametrize("number", ["0", "-1", "4", "x", "9" * 30])
def test_a_page_that_is_not_there_is_not_found(client, number):
    make_article("Calf")

    assert client.get("/search/", {"q": "calf", "page": number}).status_code == 404
