"""The private page of a comment until a person reads it: its words may still be replaced."""

import pytest

from comments.models import Comment
from tests.factories import ago, fresh, make_comment
from tests.pages import Html
from tests.writers import acts, edit, published, seen_on_the_page, told

pytestmark = pytest.mark.django_db


def test_in_the_first_minutes_the_words_are_simply_replaced_and_screened_anew(client):
    comment = make_comment("Old words.", queued_at=ago(minutes=3))
    comment.reasons.create(check_name="old")

    response = edit(client, comment, "<b>New</b> words.")

    assert (response.status_code, response["Location"]) == (303, f"{comment.private_url()}?html=removed")
    now = fresh(comment)
    assert (now.status, now.body, now.proposed_body) == ("waiting", "New words.", "")
    assert now.queued_at == comment.queued_at
    assert [reason.check_name for reason in now.reasons.all()] == ["markup_removed"]
    assert "and it kept its place" in told(client, comment)


def test_what_is_noticed_of_the_new_words_takes_the_place_of_what_was_noticed_of_the_old(client):
    comment = make_comment("Old words.")
    comment.reasons.create(check_name="honeypot", excerpt="Old")

    client.post(comment.private_url(), {"do": "edit", "body": "New words.", "version": "0"})  # no word of its origin

    assert [reason.check_name for reason in comment.reasons.all()] == ["origin_unknown"]


def test_a_decision_made_before_the_edit_arrives_is_told_and_no_word_is_lost(client, moderator):
    comment = make_comment("Old words.")
    seen = seen_on_the_page(client, comment)
    fresh(comment).approve(by=moderator)

    response = edit(client, comment, "New <words> & more.", seen=seen)

    page = Html(response)
    assert response.status_code == 409
    assert "A moderator decided meanwhile, so nothing was changed." in page.main
    assert "Your comment is published." in page.main
    assert page.texts("textarea", id="body") == ["New <words> & more."]
    assert (fresh(comment).body, fresh(comment).proposed_body) == ("Old words.", "")

    edit(client, comment, "New words.")
    assert fresh(comment).proposed_body == "New words."


def test_words_that_arrive_after_a_rejection_are_shown_to_be_copied(client, moderator):
    comment = make_comment("Old words.")
    fresh(comment).reject(by=moderator, code="said")

    response = edit(client, comment, "New words.", seen=0)

    assert response.status_code == 409
    assert "What you typed, and was not saved New words." in Html(response).main
    assert fresh(comment).body == "Old words."


def test_after_fifteen_minutes_it_waits_as_it_is(client):
    comment = make_comment("Old words.", posted_at=ago(minutes=15))

    response = edit(client, comment, "New words.", seen=0)

    assert response.status_code == 409
    assert "The time to edit it is over" in Html(response).main
    assert fresh(comment).body == "Old words."
    assert acts(client, comment) == ["Withdraw", "Erase"]


def test_a_decision_that_was_taken_back_ends_the_time_to_edit(client, moderator):
    comment = published(moderator)
    Comment.objects.undo([comment.last_decision], by=moderator)

    assert edit(client, comment, "New words.", seen=0).status_code == 409
    assert fresh(comment).body == "Old words."
    assert "Edit" not in acts(client, comment)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "Write your comment here."),
        ("<p></p>", "Write some words."),
        ("x" * 3001, "Shorten your comment to 3,000 characters. It has 3,001."),
    ],
)
def test_what_the_form_for_comments_refuses_is_refused_here(client, body, error):
    comment = make_comment("Old words.")

    response = edit(client, comment, body)

    page = Html(response)
    assert response.status_code == 422
    assert error in page.main
    assert page.texts("textarea", id="body") == [body]
    assert [d.get("open") for d in page.all("details") if "Save changes" in "".join(d.itertext())] == [""]
    assert fresh(comment).body == "Old words."


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_that_no_page_showed_changes_nothing(client, moderator, version):
    comment = published(moderator)

    assert edit(client, comment, "New words.", seen=version).status_code in {409, 422}
    assert fresh(comment).proposed_body == ""


def test_who_edits_again_and_again_waits_and_keeps_every_word(client):
    comment = make_comment()
    for number in range(20):
        assert edit(client, comment, f"Words {number}.", seen=0).status_code == 303

    response = edit(client, comment, "One more.", seen=0)

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert Html(response).texts("textarea", id="body") == ["One more."]


def test_what_the_screening_alone_took_for_spam_reads_and_is_edited_like_what_waits(client):
    honest, caught = make_comment("Same words."), make_comment("Same words.")
    caught.mark_as_spam(by=None, code="screening")

    answers = [edit(client, comment, "New words.") for comment in [honest, caught]]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert told(client, honest) == told(client, caught).replace(caught.article.title, honest.article.title)
    assert acts(client, honest) == acts(client, caught)
    assert seen_on_the_page(client, honest) == seen_on_the_page(client, caught)
    assert (fresh(caught).status, fresh(caught).body) == ("spam", "New words.")
