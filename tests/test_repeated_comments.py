"""The same words twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from comments.models import Comment
from tests.factories import ago, make_article, make_comment, make_discussion

WORDS = {"name": "Ada", "email": "ada@example.org", "body": "Stretching helped me."}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


def post(client, article, /, sender="192.0.2.1", **fields):
    address = f"/articles/{article.slug}/comments/"
    return client.post(address, WORDS | fields, headers=BROWSER, REMOTE_ADDR=sender)


@pytest.mark.django_db
def test_the_same_words_sent_twice_are_one_comment_with_one_answer(client):
    article = make_article()

    first, second = post(client, article), post(client, article)

    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert Comment.objects.count() == 1


@pytest.mark.django_db
def test_the_same_words_are_answered_where_nothing_else_is_taken_from_that_network(client):
    make_discussion(seconds_between=0, per_hour=1)
    article = make_article()

    first, other, again = post(client, article), post(client, article, body="It helped."), post(client, article)

    assert (other.status_code, again.status_code) == (429, 303)
    assert again["Location"] == first["Location"]


@pytest.mark.django_db
def test_the_same_words_once_decided_are_still_the_same_comment(client, moderator):
    article = make_article()
    first = post(client, article)
    Comment.objects.get().reject(by=moderator)

    second = post(client, article)

    assert second["Location"] == first["Location"]
    assert [comment.status for comment in Comment.objects.all()] == ["rejected"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"name": "Bo"}, {"email": ""}, {"body": "It helped."}, {"sender": "192.0.2.2"}, {"sender": "2001:db8::1"}]
)
def test_another_name_address_text_or_sender_makes_another_comment(client, other):
    make_discussion(seconds_between=0)
    article = make_article()

    first, second = post(client, article), post(client, article, **other)

    assert second["Location"] != first["Location"]
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_the_same_words_under_another_article_or_as_a_reply_are_another_comment(client):
    make_discussion(seconds_between=0)
    article, other = make_article(), make_article()
    parent = make_comment(article=article, status="approved")

    locations = {
        post(client, article)["Location"],
        post(client, other)["Location"],
        post(client, article, parent=parent.pk)["Location"],
    }

    assert len(locations) == 3


@pytest.mark.django_db
def test_after_a_day_the_same_words_are_new(client):
    make_discussion(seconds_between=0)
    article = make_article()
    first = post(client, article)
    Comment.objects.update(posted_at=ago(days=1, seconds=1))

    second = post(client, article)

    assert second["Location"] != first["Location"]
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_words_that_were_withdrawn_can_be_sent_again(client):
    make_discussion(seconds_between=0)
    article = make_article()
    first = post(client, article)
    client.post(first["Location"], {"do": "withdraw"}, headers=BROWSER)

    second = post(client, article)

    assert second["Location"] != first["Location"]
    assert sorted(comment.status for comment in Comment.objects.all()) == ["waiting", "withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_the_same_words_sent_20_times_at_once_are_one_comment():
    assert len(stored_at_once(make_article(), times=20)) == Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_old_words_sent_20_times_at_once_are_one_new_comment():
    article = make_article()
    stored_at_once(article, times=1)
    Comment.objects.update(posted_at=ago(days=1, seconds=1))

    assert len(stored_at_once(article, times=20)) == 1
    assert Comment.objects.count() == 2


def stored_at_once(article, *, times):
    """The comments that the same words became."""
    start = Barrier(times)

    def send(_):
        start.wait()
        try:
            return Comment.objects.post(sender="192.0.2.1", article=article, parent=None, **WORDS).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return set(threads.map(send, range(times)))


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_4_times_at_once_has_one_answer():
    article, start = make_article(), Barrier(4)

    def send(_):
        start.wait()
        try:
            return post(Client(), article)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(send, range(4)))

    assert answers == {f"/comments/{Comment.objects.get().token}/"}
