"""Draft, scheduled, published: time alone decides what readers see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from tests.factories import ago, make_article, make_person, make_topic

pytestmark = pytest.mark.django_db

HIDDEN = {"a draft": lambda: None, "a scheduled article": lambda: timezone.now() + timedelta(minutes=1)}


def everywhere(article, person, topic):
    return ["/", "/feed/", "/sitemap-articles.xml", "/authors/", topic.get_absolute_url(), person.get_absolute_url()]


@pytest.mark.parametrize("moment", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_published_is_in_no_place_that_readers_see(client, moment):
    person, topic = make_person("Ines"), make_topic("Night")
    article = make_article("Quokka words", authors=[person], topics=[topic], published_at=moment())

    answers = {address: client.get(address) for address in everywhere(article, person, topic)}

    assert client.get(article.get_absolute_url()).status_code == 404
    assert client.get(f"{article.get_absolute_url()}comments/").status_code == 404
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert [address for address, answer in answers.items() if "uokka" in answer.text] == []
    assert person.get_absolute_url() not in client.get("/authors/").text


def test_what_is_published_is_in_every_one_of_them(client):
    person, topic = make_person("Ines"), make_topic("Night")
    article = make_article("Seen words", authors=[person], topics=[topic])

    missing = [place for place in everywhere(article, person, topic) if "een" not in client.get(place).text]

    assert client.get(article.get_absolute_url()).status_code == 200
    assert missing == ["/authors/"]
    assert person.get_absolute_url() in client.get("/authors/").text


def test_a_scheduled_article_appears_by_time_alone(client, monkeypatch):
    now = timezone.now()
    article = make_article("Soon", published_at=now + timedelta(hours=1))
    before = client.get(article.get_absolute_url()).status_code, "Soon" in client.get("/").text

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=1))

    assert before == (404, False)
    assert client.get(article.get_absolute_url()).status_code == 200
    assert "Soon" in client.get("/").text
    assert article.get_absolute_url() in client.get("/sitemap-articles.xml").text


def test_an_article_that_is_taken_back_is_gone(client):
    article = make_article()

    Article.objects.update(published_at=None)

    assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("published_at", "state"),
    [(None, "Draft"), (ago(seconds=1), "Published"), (ago(days=-1), "Scheduled")],
)
def test_a_state_has_a_name(published_at, state):
    article = make_article(published_at=published_at)

    assert article.state == state
    assert Article.objects.published().exists() == (state == "Published")


def test_articles_count_under_a_topic_only_when_they_are_published(client):
    topic = make_topic("Night")
    make_article(topics=[topic])
    make_article(topics=[topic], published_at=None)
    make_article(topics=[topic], published_at=ago(days=-1))

    assert "1 article" in client.get("/").text
    assert "3 article" not in client.get("/").text


def test_a_signed_in_moderator_sees_the_same_as_everyone(client, moderator):
    draft, article = make_article(published_at=None), make_article()
    for_everyone = client.get(article.get_absolute_url()).content
    client.force_login(moderator)

    assert client.get(article.get_absolute_url()).content == for_everyone
    assert client.get(draft.get_absolute_url()).status_code == 404
