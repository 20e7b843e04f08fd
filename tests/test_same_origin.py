"""Public forms take what comes from our own pages, and refuse what another site sends."""

import pytest

from comments.models import Comment
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db
WORDS = {"name": "Ada", "email": "ada@example.org", "body": "Stretching\nhelped <me>."}

OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # a browser that tells nobody where it was
    {"Origin": "http://testserver"},
]
THEIRS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver:8000"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://sub.testserver"},
    {"Origin": "null"},
    {"Origin": ""},
]


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_a_comment_from_our_own_page_is_taken(client, headers):
    response = client.post(f"/articles/{make_article().slug}/comments/", WORDS, headers=headers)

    assert response.status_code == 303
    assert not Comment.objects.get().reasons.exists()


@pytest.mark.parametrize("headers", THEIRS, ids=str)
def test_a_comment_from_another_site_is_refused_and_its_words_are_shown(client, headers):
    response = client.post(f"/articles/{make_article().slug}/comments/", WORDS, headers=headers)

    assert response.status_code == 403
    assert "This was not sent from our own page" in response.text
    for word in ["Ada", "ada@example.org", "Stretching<br>helped &lt;me&gt;."]:
        assert word in response.text
    assert response["Cache-Control"] == "private, no-store"
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_a_withdrawal_from_our_own_page_is_taken(client, headers):
    comment = make_comment()

    response = client.post(comment.private_url(), {"do": "withdraw"}, headers=headers)

    assert response.status_code == 303
    assert Comment.objects.get().status == "withdrawn"


@pytest.mark.parametrize("headers", THEIRS, ids=str)
def test_a_withdrawal_from_another_site_is_refused(client, headers):
    comment = make_comment()

    response = client.post(comment.private_url(), {"do": "withdraw"}, headers=headers)

    assert response.status_code == 403
    assert Comment.objects.get().status == "waiting"


def test_a_comment_that_does_not_say_where_it_comes_from_is_taken_and_the_moderator_told(client, moderator):
    client.post(f"/articles/{make_article().slug}/comments/", WORDS)

    assert Comment.objects.get().reasons.get().check_name == "origin_unknown"
    client.force_login(moderator)
    assert "Sent without saying where from" in client.get("/admin/comments/queue/").text


def test_a_site_behind_a_proxy_knows_itself_by_its_public_address(client, settings):
    settings.SITE_URL = "https://cramps.example"

    response = client.post(
        f"/articles/{make_article().slug}/comments/", WORDS, headers={"Origin": "https://cramps.example"}
    )

    assert response.status_code == 303


def test_reading_is_open_to_who_comes_from_another_site(client):
    article = make_article()
    answered = make_comment(article=article, status="approved")

    for address in ["", f"?reply={answered.pk}"]:
        answer = client.get(f"/articles/{article.slug}/comments/{address}", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200


def test_no_cookie_and_no_token_stand_between_a_reader_and_the_form(client):
    article = make_article()

    page = client.get(article.get_absolute_url())

    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.text
