"""The same words twice, and too many words too soon."""

from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from comments.models import Comment
from tests.factories import ago, make_article, make_comment

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
    article = make_article()

    first, second = post(client, article), post(client, article, **other)

    assert second["Location"] != first["Location"]
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_the_same_words_under_another_article_or_as_a_reply_are_another_comment(client):
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
    article = make_article()
    first = post(client, article)
    Comment.objects.update(posted_at=ago(days=1, seconds=1))

    second = post(client, article)

    assert second["Location"] != first["Location"]
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_words_that_were_withdrawn_can_be_sent_again(client):
    article = make_article()
    first = post(client, article)
    client.post(first["Location"], {"do": "withdraw"}, headers=BROWSER)

    second = post(client, article)

    assert second["Location"] != first["Location"]
    assert sorted(comment.status for comment in Comment.objects.all()) == ["waiting", "withdrawn"]


@pytest.mark.django_db
def test_the_sixth_comment_in_ten_minutes_is_asked_to_wait_and_loses_no_word(client):
    article = make_article()
    for number in range(5):
        assert post(client, article, body=f"Comment {number}.").status_code == 303

    response = post(client, article, body="One too many.")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert response["Cache-Control"] == "private, no-store"
    page = unescape(response.text)
    assert "That was quick. Send it again in 10 minutes; your words stay here until then." in page
    assert all(word in page for word in ["One too many.", 'value="Ada"', 'value="ada@example.org"'])
    assert Comment.objects.count() == 5


@pytest.mark.django_db
def test_who_is_over_the_limit_still_gets_the_answer_to_what_was_sent_before(client):
    article = make_article()
    sent = [post(client, article, body=f"Comment {number}.")["Location"] for number in range(5)]

    assert post(client, article, body="Comment 0.")["Location"] == sent[0]


@pytest.mark.django_db
def test_the_limit_counts_one_network_and_mistakes_do_not_count(client):
    article = make_article()
    for _ in range(8):
        assert post(client, article, name="").status_code == 422
    for number in range(5):
        assert post(client, article, body=f"Comment {number}.", sender="2001:db8::1").status_code == 303

    same_household = post(client, article, body="One more.", sender="2001:db8::2")
    other_household = post(client, article, body="One more.", sender="2001:db8:0:1::1")

    assert (same_household.status_code, other_household.status_code) == (429, 303)


@pytest.mark.django_db
def test_a_client_that_invents_proxies_is_limited_all_the_same(client, settings):
    article, settings.TRUSTED_PROXY_COUNT = make_article(), 1
    address, answers = f"/articles/{article.slug}/comments/", []
    for number in range(6):
        headers = BROWSER | {"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.1"}
        answers.append(client.post(address, WORDS | {"body": f"Comment {number}."}, headers=headers).status_code)

    assert answers == [303] * 5 + [429]


@pytest.mark.django_db
def test_thirty_comments_are_all_that_one_network_posts_in_a_day(client):
    article, answers = make_article(), []
    for number in range(31):
        if number % 5 == 0:
            cache.delete_many([key.removeprefix(":1:") for key in list(cache._cache) if "limit:comment:" in key])
        answers.append(post(client, article, body=f"Comment {number}.").status_code)

    assert answers == [303] * 30 + [429]


@pytest.mark.django_db(transaction=True)
def test_the_same_words_sent_20_times_at_once_are_one_comment():
    article, start = make_article(), Barrier(20)

    def send(_):
        start.wait()
        try:
            return Comment.objects.post(sender="192.0.2.1", article=article, parent=None, **WORDS).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        stored = set(threads.map(send, range(20)))

    assert len(stored) == Comment.objects.count() == 1


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
