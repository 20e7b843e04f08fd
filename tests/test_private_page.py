"""The private page of a comment: what its writer is told, and what they may still change."""

import pytest
from django.utils import timezone

from comments.models import Comment
from tests.factories import ago, make_article, make_comment, make_user
from tests.pages import Html
from tests.test_posting_comments import post
from tests.writers import (
    BROWSER,
    acts,
    edit,
    fresh,
    on_the_article,
    published,
    rejected,
    seen_on_the_page,
    send,
    told,
)

pytestmark = pytest.mark.django_db


# Until a person reads it.


def test_in_the_first_minutes_the_words_are_simply_replaced_and_screened_anew(client):
    comment = make_comment("Old words.", queued_at=ago(minutes=3))
    comment.reasons.create(check_name="old")

    response = edit(client, comment, "<b>New</b> words.")

    assert (response.status_code, response["Location"]) == (303, comment.private_url())
    now = fresh(comment)
    assert (now.status, now.body, now.proposed_body) == ("waiting", "New words.", "")
    assert now.queued_at == comment.queued_at
    assert now.reasons.count() == 0
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


# Once it is published.


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


# All of it.


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
