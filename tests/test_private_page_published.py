"""The private page of a comment once it is published: an edit waits, and the approved words stay."""

import pytest

from comments.models import Comment
from tests.factories import fresh, make_comment
from tests.writers import edit, on_the_article, published, seen_on_the_page, told

pytestmark = pytest.mark.django_db


def test_an_edit_of_what_is_published_waits_while_the_approved_words_stay(client, moderator):
    comment = published(moderator)

    assert edit(client, comment, "New words.").status_code == 303

    now = fresh(comment)
    assert (now.status, now.body, now.proposed_body, now.queued_for) == ("approved", "Old words.", "New words.", "edit")
    assert now.queued_at is not None
    assert "Old words." in on_the_article(client, comment)
    assert "New words." not in on_the_article(client, comment)
    assert "Your new words, which wait for a moderator" in told(client, comment)


def test_a_second_edit_takes_the_place_of_the_one_that_waits(client, moderator):
    comment = published(moderator)
    edit(client, comment, "New words.")

    edit(client, comment, "Newer words.")
    assert fresh(comment).proposed_body == "Newer words."

    edit(client, comment, "Old words.")
    assert (fresh(comment).proposed_body, fresh(comment).queued_at) == ("", None)


def test_the_same_words_again_change_nothing(client, moderator):
    waiting, shown = make_comment("Old words."), published(moderator)
    for comment in [waiting, shown]:
        before = Comment.objects.filter(pk=comment.pk).values().get()

        assert edit(client, comment, "Old words.").status_code == 303

        assert Comment.objects.filter(pk=comment.pk).values().get() == before


def test_pressed_twice_an_edit_is_one(client, moderator):
    comment = published(moderator)
    seen = seen_on_the_page(client, comment)

    answers = [edit(client, comment, "New words.", seen=seen) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert fresh(comment).version == int(seen) + 1


def test_what_became_of_the_last_edit_is_told(client, moderator):
    accepted, refused, taken_back = [published(moderator) for _ in range(3)]
    for comment in [accepted, refused, taken_back]:
        edit(client, comment, "New words.")
    fresh(accepted).approve(by=moderator)
    fresh(refused).reject(by=moderator, code="advert")
    fresh(taken_back).reject(by=moderator)
    Comment.objects.undo([taken_back.last_decision], by=moderator)

    assert "Your new words were published on" in told(client, accepted)
    assert (
        "Your new words were not published. The moderator’s reason: It promotes something that is for sale."
        " What stood there before stays."
    ) in told(client, refused)
    assert "Your comment is published." in told(client, refused)
    assert "which wait for a moderator" in told(client, taken_back)


def test_an_edit_is_screened_and_never_takes_down_what_was_approved(client, moderator, monkeypatch):
    from comments.screening import CHECKS, Noticed

    monkeypatch.setitem(CHECKS, "all", lambda draft: [Noticed("all", draft.body, spam=True)])
    comment = published(moderator)

    edit(client, comment, "New words.")

    assert (fresh(comment).status, fresh(comment).queued_for) == ("approved", "edit")
    assert comment.reasons.get(check_name="all").excerpt == "New words."


def test_an_edit_taken_back_leaves_the_reports_in_the_queue(client, moderator):
    comment = published(moderator)
    comment.report(why="advert", words="", sender="someone")
    edit(client, comment, "New words.")

    edit(client, comment, "Old words.")

    assert (fresh(comment).queued_for, fresh(comment).queued_at) == ("report", comment.reports.get().made_at)


def test_covered_personal_data_is_told(client, moderator):
    comment = make_comment("Call 020 7946 0000.")
    comment.approve(by=moderator, body="Call ▇▇▇.")

    assert "A moderator covered personal data in it" in told(client, comment)
    assert "7946" not in told(client, comment)
