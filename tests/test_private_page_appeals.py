"""A writer asks once more: when that is possible, and what is told of it."""

import pytest

from comments.models import Comment, QueuedFor
from tests.factories import fresh, make_comment, make_user
from tests.pages import Html
from tests.writers import acts, published, rejected, send, told

pytestmark = pytest.mark.django_db


def test_a_rejection_says_why_and_can_be_appealed_once(client, moderator):
    comment = rejected(moderator)
    assert "It attacks a person instead of what the person said." in told(client, comment)

    response = send(client, comment, "appeal", body="I meant <b>it</b> kindly.")

    now = fresh(comment)
    assert response.status_code == 303
    assert (now.status, now.appeal, now.queued_for) == ("rejected", "I meant it kindly.", QueuedFor.APPEAL)
    assert now.queued_at == now.appealed_at is not None
    assert "A colleague reads it" in told(client, comment)
    assert "I meant it kindly." in told(client, comment)
    assert "Ask once more" not in acts(client, comment)

    assert send(client, comment, "appeal", body="I meant it kindly.").status_code == 303
    again = send(client, comment, "appeal", body="Other words.")
    assert again.status_code == 409
    assert "Other words." in Html(again).main
    assert Comment.objects.filter(pk=comment.pk).values().get()["appeal"] == "I meant it kindly."
    assert fresh(comment).version == now.version


def test_what_came_of_an_appeal_is_told(client, moderator):
    heard, unheard, colleague = rejected(moderator), rejected(moderator), make_user()
    for comment in [heard, unheard]:
        send(client, comment, "appeal", body="I meant it kindly.")
    assert not fresh(heard).approve(by=moderator)
    fresh(heard).approve(by=colleague)
    fresh(unheard).reject(by=colleague, code="said")

    assert "A colleague of the first moderator published it." in told(client, heard)
    assert "came to the same end" in told(client, unheard)
    assert "The same was said just above." in told(client, unheard)
    assert "Ask once more" not in acts(client, unheard)


def test_nothing_but_a_rejection_by_a_person_can_be_appealed(client, moderator):
    by_nobody, spam, waiting = make_comment(), make_comment(), make_comment()
    by_nobody.reject(by=None, code="wave")
    spam.mark_as_spam(by=moderator)
    for comment in [by_nobody, spam, waiting, published(moderator)]:
        assert send(client, comment, "appeal", body="Why?").status_code == 409
        assert fresh(comment).appeal == ""
        assert "Ask once more" not in acts(client, comment)


def test_an_appeal_has_at_most_500_characters(client, moderator):
    comment = rejected(moderator)

    for body, error in [("", "Say in a sentence"), ("x" * 501, "Shorten this to 500 characters. It has 501.")]:
        response = send(client, comment, "appeal", body=body)
        assert response.status_code == 422
        assert error in Html(response).main
        assert Html(response).texts("textarea", id="appeal") == [body]
    assert fresh(comment).appealed_at is None
