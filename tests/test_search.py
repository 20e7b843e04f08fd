"""Searching, on either database alike: one table of questions and what must come first."""

import pytest

from articles.models import Topic
from articles.search.answer import search
from tests.factories import ago, make_article, make_person, make_topic


@pytest.fixture
def library(db):
    fill_library()


@pytest.fixture(scope="module")
def lasting_library(taken_back):
    """For those who only ask."""
    with taken_back():
        fill_library()
        yield


def fill_library():
    night, minerals = make_topic("Night cramps"), make_topic("Minerals")
    ines = make_person("Ines Moreau")
    make_article("Cramps at night", topics=[night], body="## When they come\n\nAt four in the morning the calf locks.")
    make_article("Magnesium: 34 against 30", topics=[minerals], summary="What tablets did in a trial.")
    make_article("Quinine works a little", body="Tonic water was not tested. Quinine may harm.", authors=[ines])
    make_article("The calf stretch", body="Hands on the wall. ## Naïve café\n\nMagnesium is not needed.")
    make_article("A secret draft on magnesium", published_at=None)
    make_article("A scheduled one on magnesium", published_at=ago(days=-1))


TITLES = {
    "n": "Cramps at night",
    "m": "Magnesium: 34 against 30",
    "q": "Quinine works a little",
    "s": "The calf stretch",
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("magnesium", "ms"),
        ("MAGNESIUM", "ms"),
        ("magnesum", "ms"),
        ("magnezium", "ms"),
        ("magnes", "ms"),
        ("cramp", "n"),
        ("cramps", "n"),
        ("cramping", "n"),
        ("cramp's", "n"),
        ("carmp", "n"),
        ("crmaps", "n"),
        ("night cramps", "n"),
        ("cramps night", "n"),
        ("why do I get cramps at night?", "n"),
        ("calf", "sn"),
        ("calves", ""),
        ("stretching", "s"),
        ("calf stretch", "s"),
        ("strech", "s"),
        ("Ines Moreau", "q"),
        ("moreau", "q"),
        ("morau", "q"),
        ("minerals", "m"),
        ("Night", "n"),
        ("quinine", "q"),
        ("quinin", "q"),
        ("tonic water", "q"),
        ("tested", "q"),
        ("test", "q"),
        ("naive cafe", "s"),
        ("café", "s"),
        ("34", "m"),
        ("when they come", "n"),
        ('"calf stretch', "s"),
        ("calf AND stretch", "s"),
        ("calf OR (stretch", "s"),
        ("NEAR(calf", "sn"),
        ("magnesium*", "ms"),
        ("title:magnesium", "ms"),
        ("'; DROP TABLE articles_article; --", "m"),
        ("xyzzyq", ""),
        ("", ""),
        ("?!", ""),
        ("the", "sn"),
        ("secret", ""),
        ("scheduled", ""),
        ("\x00\x02calf\x03", "sn"),
    ],
)
def test_a_question_finds(lasting_library, question, expected):
    titles = [article.title for article in search(question).articles]

    assert titles == [TITLES[letter] for letter in expected]


def test_ten_thousand_characters_are_answered_calmly(lasting_library):
    assert search("magnesium " * 1000).count == 2
    assert search("x" * 10_000).count == 0


def test_a_correction_is_said(lasting_library):
    answer = search("magnesum")

    assert [(term.word, term.taken_for) for term in answer.corrections] == [("magnesum", "magnesium")]


@pytest.mark.parametrize("hidden", [None, ago(days=-1)])
def test_words_that_stand_in_drafts_alone_are_never_named(library, hidden):
    make_article("Strontium is magnesum for legs", published_at=hidden)

    for question in ["strontim", "stront", "strontium"]:
        answer = search(question)
        assert (answer.count, answer.corrections) == (0, []), question
    assert [term.taken_for for term in search("magnesum").corrections] == ["magnesium"]


def test_a_word_is_named_once_its_article_is_published(library):
    make_article("Strontium for legs")

    assert [term.taken_for for term in search("strontim").corrections] == ["strontium"]


@pytest.mark.parametrize("gone", [lambda topic: topic.delete(), lambda topic: Topic.objects.all().delete()])
def test_an_article_is_no_longer_found_by_a_topic_that_is_gone_or_an_author_who_was_taken_away(db, gone):
    topic, author = make_topic("Sleeplessness"), make_person("Ines Moreau")
    article = make_article("Legs", topics=[topic], authors=[author])
    assert found_by("sleeplessness", "moreau", "legs") == [1, 1, 1]

    gone(topic)
    article.authorships.all().delete()

    assert found_by("sleeplessness", "moreau", "legs") == [0, 0, 1]


def found_by(*words):
    return [search(word).count for word in words]


def test_an_article_is_found_by_the_new_name_of_its_topic_and_its_author_and_not_by_the_old_one(db):
    topic, author = make_topic("Night"), make_person("Ines Moreau")
    make_article("Legs", topics=[topic], authors=[author])

    topic.name, author.name = "Sleeplessness", "Ines Okafor"
    topic.save()
    author.save()

    found = {name: search(name).count for name in ["sleeplessness", "okafor", "sleeplesness", "night", "moreau"]}
    assert found == {"sleeplessness": 1, "okafor": 1, "sleeplesness": 1, "night": 0, "moreau": 0}
