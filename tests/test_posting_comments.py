"""A reader writes a comment: what is stored and where the answer leads."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from comments.models import Comment
from tests.factories import ago, make_article, make_comment, make_discussion
from tests.writers import BROWSER, WORDS, post

pytestmark = pytest.mark.django_db


def said(response):
    return unescape(response.text)


def test_a_comment_waits_and_its_writer_is_led_to_a_private_page_that_shows_it(client):
    article = make_article()

    response = post(client, article, body="Try <b>this</b>:\nsalt & water.\n\nOr I <3 rest.")

    comment = Comment.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/comments/{comment.token}/?html=removed")
    assert (comment.status, comment.article, comment.parent) == ("waiting", article, None)
    assert comment.body == "Try this:\nsalt & water.\n\nOr I <3 rest."
    assert (comment.name, comment.email) == ("Ada", "ada@example.org")
    assert [str(reason) for reason in comment.reasons.all()] == ["markup_removed: <b> </b>"]
    page = client.get(response["Location"])
    assert "Your comment is waiting for a moderator." in said(page)
    assert "<p>Try this:<br>salt &amp; water.</p><p>Or I &lt;3 rest.</p>" in page.text
    assert "ada@example.org" not in page.text


def test_the_private_page_and_the_answer_that_leads_there_are_kept_nowhere(client):
    response = post(client, make_article())

    for answer in [response, client.get(response["Location"])]:
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies


def test_a_comment_that_waits_is_not_on_the_article(client):
    article = make_article()

    post(client, article)

    page = client.get(article.get_absolute_url())
    assert "No comments yet." in page.text
    assert "Stretching helped me." not in page.text


def test_the_old_address_of_an_article_still_takes_a_comment(client):
    article = make_article("Night cramps")
    article.slug = "cramps-at-night"
    article.save()

    response = client.post("/articles/night-cramps/comments/", WORDS, headers=BROWSER)

    assert response.status_code == 303
    assert Comment.objects.get().article == article


def test_lines_are_counted_as_readers_see_them(client):
    body = "\r\n".join(["a" * 9] * 300)  # browsers send line ends as two characters

    response = post(client, make_article(), body=f"{body}\r\n")

    assert response.status_code == 303
    assert len(Comment.objects.get().body) == 2999


def test_3000_characters_of_three_bytes_each_fit(client):
    body = "क" * 3000

    response = client.post(
        f"/articles/{make_article().slug}/comments/",
        urlencode(WORDS | {"body": body}),
        content_type="application/x-www-form-urlencoded",
        headers=BROWSER,
    )

    assert response.status_code == 303
    assert Comment.objects.get().body == body


def test_an_answer_knows_what_it_answers_and_stays_in_its_thread(client):
    article = make_article()
    first = make_comment(article=article, status="approved")
    reply = make_comment(article=article, status="approved", parent=first)

    post(client, article, parent=reply.pk)

    answer = Comment.objects.waiting().get()
    assert (answer.parent, answer.thread) == (reply, first)


def test_a_program_that_fills_the_trap_is_answered_like_anyone_and_stored_as_spam(client):
    make_discussion(seconds_between=0)
    article = make_article()
    honest, trapped = post(client, article), post(client, article, subject="Buy \x00this", body="Other words.")

    comment = Comment.objects.get(body="Other words.")
    assert comment.status == "spam"
    reason = comment.reasons.get()
    assert (reason.check_name, reason.excerpt) == ("honeypot", "Buy this")
    assert trapped.status_code == honest.status_code == 303
    pages = [client.get(answer["Location"]).text for answer in [honest, trapped]]
    for n, stored in enumerate(Comment.objects.order_by("posted_at")):
        for its_own in [stored.body, stored.token, "<time .*?</time>"]:
            pages[n] = re.sub(its_own, "", pages[n])
    assert pages[0] == pages[1]


def test_whatever_length_the_trap_is_filled_with_it_is_stored_and_only_its_beginning_is_kept(client):
    answer = post(client, make_article(), subject="<b>Buy</b> " * 5_000)

    reason = Comment.objects.get().reasons.get()
    assert (answer.status_code, len(reason.excerpt)) == (303, 200)
    assert reason.excerpt.startswith("<b>Buy</b> <b>Buy</b>")


def test_fields_that_the_form_does_not_have_are_ignored(client):
    article, other = make_article(), make_article()
    long_ago = ago(days=400)

    post(
        client,
        article,
        status="approved", is_approved="1", version="7", article=other.pk, article_id=other.pk, token="mine", pk="77",
        id="77", posted_at=long_ago.isoformat(), reasons="[]", thread="1", fingerprint="x",
    )  # fmt: skip

    comment = Comment.objects.get()
    assert (comment.status, comment.version, comment.article) == ("waiting", 0, article)
    assert comment.token != "mine"
    assert comment.pk != 77
    assert comment.posted_at > long_ago
    assert comment.thread is None


def test_a_member_of_the_house_posts_like_anyone_else(at_the_desk):
    post(at_the_desk, make_article())

    assert Comment.objects.get().status == "waiting"
