"""The private page of a comment, in every state: whose it is, what it tells, and whom it names."""

import pytest
from django.utils import timezone

from comments.models import Comment
from tests.factories import fresh, make_article, make_comment, make_user
from tests.writers import BROWSER, acts, edit, post, published, rejected, send, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("do", ["edit", "appeal", "withdraw", "erase"])
def test_another_site_can_do_nothing(client, moderator, do):
    comment = rejected(moderator) if do == "appeal" else published(moderator)
    before = Comment.objects.filter(pk=comment.pk).values().get()

    response = client.post(
        comment.private_url(),
        {"do": do, "body": "Other words.", "version": "1"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert response.status_code == 403
    assert Comment.objects.filter(pk=comment.pk).values().get() == before


def test_looking_changes_nothing(client, moderator):
    comment = published(moderator)
    before = Comment.objects.filter(pk=comment.pk).values().get()

    for do in ["edit", "withdraw", "erase", "appeal", "nothing"]:
        assert client.get(comment.private_url(), {"do": do, "body": "Other words."}).status_code == 200
        assert client.head(comment.private_url(), {"do": do}).status_code == 200
    client.post(comment.private_url(), {"do": "nothing"}, headers=BROWSER)

    assert Comment.objects.filter(pk=comment.pk).values().get() == before


def test_every_answer_is_kept_nowhere_and_sets_no_cookie(client, moderator):
    comment = published(moderator)
    answers = [
        client.get(comment.private_url()),
        edit(client, comment, ""),
        edit(client, comment, "New words."),
        send(client, comment, "appeal", body="Why?"),
        send(client, comment, "withdraw"),
        send(client, comment, "erase"),
        client.get(comment.private_url()),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 303, 409, 303, 303, 200]
    for answer in answers:
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies


def test_withdrawing_is_explained_and_final(client, moderator):
    comment = published(moderator)
    assert "you cannot bring it back" in told(client, comment)

    for _ in range(2):
        assert send(client, comment, "withdraw").status_code == 303

    assert fresh(comment).status == "withdrawn"
    assert comment.decisions.count() == 2
    assert acts(client, comment) == ["Erase"]
    assert edit(client, comment, "New words.", seen=9).status_code == 409
    assert fresh(comment).body == "Old words."


def test_nobody_is_named_whose_comment_was_removed(client, moderator):
    first = make_comment(name="Gone Name", status="approved")
    comment = make_comment(article=first.article, parent=first)
    first.withdraw()

    assert "Gone Name" not in told(client, comment)
    assert "In reply to a comment that was removed" in told(client, comment)


def test_no_moderator_is_named(client):
    mara = make_user("mara", first_name="Mara", last_name="Lind")
    comment = rejected(mara)

    assert "Mara" not in client.get(comment.private_url()).text
    assert "mara" not in client.get(comment.private_url()).text


def test_hostile_words_are_shown_as_words(client, moderator):
    evil = '<script>alert("x")</script>'
    comment = published(moderator)
    comment.change_words(proposed_body=evil, edited_at=timezone.now(), appeal=evil, appealed_at=timezone.now())

    for response in [client.get(comment.private_url()), edit(client, comment, evil + "x" * 3000)]:
        assert "<script>alert" not in response.text
        assert "&lt;script&gt;alert" in response.text


def test_who_writes_of_an_emergency_is_told_to_call_for_help_until_it_was_decided(client, moderator):
    article = make_article()
    sent = post(client, article, body="Since an hour I have a strong pain in my chest.")
    comment = Comment.objects.get()

    page = client.get(sent["Location"]).text
    assert sent.status_code == 303
    assert "call your emergency number now" in page
    assert "is waiting for a moderator" in page

    comment.refresh_from_db()
    comment.approve(by=moderator)
    assert "call your emergency number now" not in client.get(sent["Location"]).text


def test_who_writes_of_an_ordinary_cramp_is_not_alarmed(client):
    sent = post(client, make_article(), body="My calf cramps at night, and stretching helps.")

    assert "emergency" not in client.get(sent["Location"]).text
