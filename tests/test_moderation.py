"""Deciding on comments in the admin: one, many, all that a filter shows."""

import pytest

from comments.models import Comment
from tests.desk import QUEUE, decide, decide_on_its_page, page_of, told
from tests.factories import ago, make_article, make_comment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("action", "status", "said"),
    [
        ("approve", "approved", "approved"),
        ("reject", "rejected", "rejected"),
        ("mark_as_spam", "spam", "marked as spam"),
    ],
)
def test_many_are_decided_at_once_and_each_decision_has_who_when_and_why(at_the_desk, moderator, action, status, said):
    comments, other = [make_comment(), make_comment(), make_comment()], make_comment()
    before = ago()

    response = decide(at_the_desk, action, *comments, reason="off_topic")

    assert response.status_code == 302
    assert told(response) == [f"3 comments {said}."]
    for comment in comments:
        comment.refresh_from_db()
        decision = comment.decisions.get()
        assert (comment.status, comment.version) == (status, 1)
        assert (decision.by, decision.before, decision.after, decision.code) == (
            moderator,
            "waiting",
            status,
            "off_topic",
        )
        assert before <= decision.made_at <= ago()
    other.refresh_from_db()
    assert (other.status, other.version) == ("waiting", 0)


@pytest.mark.parametrize(
    ("action", "status"), [("approve", "approved"), ("reject", "rejected"), ("mark_as_spam", "spam")]
)
def test_one_is_decided_on_its_own_page_and_the_next_that_waits_follows(at_the_desk, moderator, action, status):
    following = make_comment(posted_at=ago(hours=2))
    comment = make_comment(posted_at=ago(hours=1))

    response = decide_on_its_page(at_the_desk, action, comment, **{"CHANGE_FORM-reason": "advert"})

    comment.refresh_from_db()
    assert comment.status == status
    assert (comment.last_decision.by, comment.last_decision.code) == (moderator, "advert")
    assert response["Location"] == page_of(following)
    assert decide_on_its_page(at_the_desk, action, following)["Location"] == QUEUE


def test_an_approved_comment_is_on_the_article_and_a_rejected_one_is_gone(at_the_desk, client):
    comment = make_comment()
    address = comment.article.get_absolute_url()

    decide(at_the_desk, "approve", comment)
    assert "It helped me." in client.get(address).text
    comment.refresh_from_db()
    decide(at_the_desk, "reject", comment, query="?status=approved")

    assert "It helped me." not in client.get(address).text


def test_the_writer_is_told_why(at_the_desk, client):
    comment = make_comment()

    decide(at_the_desk, "reject", comment, reason="said")

    assert "The moderator’s reason: The same was said just above." in client.get(comment.private_url()).text


def test_every_decision_that_readers_can_see_says_that_the_article_changed(at_the_desk):
    comment = make_comment()

    for action in ["approve", "reject", "approve", "mark_as_spam", "approve"]:
        comment.article.refresh_from_db()
        before = comment.article.changed_at
        decide(at_the_desk, action, comment)
        comment.refresh_from_db()
        comment.article.refresh_from_db()
        assert comment.article.changed_at > before

    comment.withdraw()
    before = comment.article.changed_at
    comment.article.refresh_from_db()
    assert comment.article.changed_at > before


@pytest.mark.parametrize("across", ["1", "true"])
def test_choosing_all_acts_on_what_the_filter_shows_and_nothing_else(at_the_desk, across):
    article = make_article("Night cramps")
    waiting, elsewhere = [make_comment(article=article) for _ in range(60)], make_comment()
    decided = [make_comment(article=article, status=status) for status in ["approved", "spam", "withdrawn"]]

    decide(at_the_desk, "reject", waiting[0], query="?status=rejected", select_across=across)
    assert not Comment.objects.filter(status="rejected").exists()
    decide(at_the_desk, "reject", waiting[0], query="?q=Night+cramps", select_across=across)

    assert {Comment.objects.get(pk=comment.pk).status for comment in waiting} == {"rejected"}
    assert Comment.objects.get(pk=elsewhere.pk).status == "waiting"
    assert [Comment.objects.get(pk=comment.pk).status for comment in decided] == ["approved", "spam", "withdrawn"]


def test_choosing_all_approves_only_what_was_on_the_page(at_the_desk):
    seen, unseen = make_comment("On the page."), make_comment("On the next one.")

    response = decide(at_the_desk, "approve", seen, select_across="1")

    assert [Comment.objects.get(pk=comment.pk).status for comment in [seen, unseen]] == ["approved", "waiting"]
    assert any("1 more were not on the page" in message for message in told(response))


def test_pressing_a_button_with_nothing_ticked_changes_nothing(at_the_desk):
    make_comment()

    response = decide(at_the_desk, "approve")

    assert Comment.objects.get().status == "waiting"
    assert len(told(response)) == 1


@pytest.mark.parametrize("reason", ["Because I can", "x" * 600])
def test_only_the_listed_reasons_can_be_given(at_the_desk, reason):
    comment = make_comment()

    decide(at_the_desk, "reject", comment, reason=reason)
    decide_on_its_page(at_the_desk, "reject", comment, **{"CHANGE_FORM-reason": reason})

    assert Comment.objects.get().status == "waiting"
