"""Deciding in the queue: one, with reasons, and taking it back."""

import pytest

from tests.desk import QUEUE, decide, decide_many, decide_on_its_page, page_of, text_of, told
from tests.factories import ago, fresh, make_comment, make_user

pytestmark = pytest.mark.django_db
STATES = [("approved", "approved", ""), ("rejected:off_topic", "rejected", "off_topic"), ("spam", "spam", "")]


@pytest.mark.parametrize("decide", [decide, decide_on_its_page, decide_many])
@pytest.mark.parametrize(("decision", "status", "code"), STATES)
def test_a_decision_has_who_when_and_why(at_the_desk, moderator, decide, decision, status, code):
    comment, other, before = make_comment(), make_comment(), ago()

    response = decide(at_the_desk, decision, comment)

    assert response.status_code == 303
    made = comment.decisions.get()
    assert (fresh(comment).status, fresh(comment).version) == (status, 1)
    assert (made.by, made.before, made.after, made.code) == (moderator, "waiting", status, code)
    assert before <= made.made_at <= ago()
    assert (fresh(other).status, fresh(other).version) == ("waiting", 0)


def test_after_a_decision_the_same_page_shows_the_next_card(at_the_desk):
    first, second = make_comment(), make_comment()

    response = decide(at_the_desk, "spam", first, next=f"c{second.pk}", here="rule=none&order=oldest&x=1")

    assert response["Location"] == f"{QUEUE}?rule=none&order=oldest#c{second.pk}"


@pytest.mark.parametrize("next", ["//evil.example", "c1\r\nSet-Cookie: a=b", "javascript:alert(1)", ""])
def test_no_address_leads_away_from_the_queue(at_the_desk, next):
    response = decide(at_the_desk, "spam", make_comment(), next=next, here="//evil.example?q=")

    assert response["Location"] == f"{QUEUE}#queue"


def test_one_is_decided_on_its_own_page_and_the_next_that_waits_follows(at_the_desk):
    following, comment = make_comment(queued_at=ago(hours=2)), make_comment(queued_at=ago(hours=1))

    assert decide_on_its_page(at_the_desk, "spam", comment)["Location"] == page_of(following)
    assert decide_on_its_page(at_the_desk, "approved", following)["Location"] == QUEUE


def test_an_approved_comment_is_on_the_article_and_a_rejected_one_is_gone(at_the_desk, client):
    comment = make_comment()
    address = comment.article.get_absolute_url()

    decide(at_the_desk, "approved", comment)
    assert "It helped me." in client.get(address).text
    decide(at_the_desk, "rejected:said", fresh(comment))

    assert "It helped me." not in client.get(address).text


def test_the_writer_is_told_why_in_the_moderators_own_words_or_in_those_of_the_code(at_the_desk, client):
    own, standard = make_comment(), make_comment()

    decide(at_the_desk, "rejected:said", own, words="Anna said it <b>above</b>.")
    decide(at_the_desk, "rejected:said", standard)

    assert "Anna said it &lt;b&gt;above&lt;/b&gt;." in client.get(own.private_url()).text
    assert "The same was said just above." in client.get(standard.private_url()).text


def test_words_that_are_too_long_come_back_to_be_shortened(at_the_desk):
    comment, words = make_comment(), "Too long. " * 60

    response = decide(at_the_desk, "rejected:advice", comment, words=words)

    assert response.status_code == 422
    assert "The words are longer than 500 characters (now 599)." in text_of(response)
    assert words in response.text
    assert '<option value="rejected:advice" selected>' in response.text
    assert fresh(comment).status == "waiting"


@pytest.mark.parametrize(("decision", "said"), [
    ("rejected", "Choose a reason."), ("rejected:because", "Choose a reason."), ("", "Choose what to do."),
])  # fmt: skip
def test_rejecting_needs_one_of_the_listed_reasons(at_the_desk, decision, said):
    comment = make_comment()

    response = decide(at_the_desk, decision, comment)

    assert (response.status_code, fresh(comment).status) == (422, "waiting")
    assert said in text_of(response)


@pytest.mark.parametrize("decision", ["waiting", "withdrawn", "screening", "%00"])
def test_nothing_else_can_be_decided(at_the_desk, decision):
    comment = make_comment()

    assert decide(at_the_desk, decision, comment).status_code == 422
    assert decide_many(at_the_desk, decision, comment).status_code == 303

    assert fresh(comment).status == "waiting"


def test_covering_hides_personal_data_and_nothing_else(at_the_desk, client):
    comment = make_comment("Born 14 March 1951, call 020 7946\n0018 or 020 7946 0018. 14 March was warm.")
    comment.reasons.create(check_name="personal_phone")
    page = text_of(at_the_desk.get(QUEUE))
    assert "“020 7946 0018” “14 March 1951”" in page

    decide(at_the_desk, "approved", comment, cover=["0", "7", "x"])

    assert fresh(comment).body == "Born 14 March 1951, call ▇▇▇▇ or ▇▇▇▇. 14 March was warm."
    assert comment.decisions.get().words == "covered"
    assert "020 7946" not in client.get(comment.article.get_absolute_url()).text


def test_a_decision_is_taken_back_within_a_minute(at_the_desk, moderator):
    comment = make_comment()
    decide(at_the_desk, "approved", comment)

    response = at_the_desk.post(f"{QUEUE}undo/", {"decision": comment.decisions.get().pk})

    assert response["Location"] == f"{QUEUE}#c{comment.pk}"
    assert (fresh(comment).status, fresh(comment).queued_at is not None) == ("waiting", True)
    assert "Undone: Ada waits again." in text_of(at_the_desk.get(QUEUE))


def test_too_late_or_after_a_colleague_nothing_is_taken_back_and_it_is_said(at_the_desk, moderator):
    late, again = make_comment(), make_comment()
    late.approve(by=moderator, made_at=ago(seconds=61))
    again.approve(by=moderator)
    own = again.last_decision
    again.mark_as_spam(by=make_user(first_name="Ana"))

    answers = [at_the_desk.post(f"{QUEUE}undo/", {"decision": pk}) for pk in [late.last_decision.pk, own.pk]]

    assert "Too late to undo" in told(answers[0])[-1]
    assert "Not undone: Ana decided again (“Spam”" in told(answers[1])[-1]
    assert (fresh(late).status, fresh(again).status) == ("approved", "spam")


def test_nobody_takes_back_what_a_colleague_decided(at_the_desk):
    comment = make_comment()
    comment.approve(by=make_user(), batch="theirs")

    at_the_desk.post(f"{QUEUE}undo/", {"decision": comment.decisions.get().pk})
    at_the_desk.post(f"{QUEUE}undo/", {"batch": "theirs"})

    assert fresh(comment).status == "approved"


def test_every_decision_that_readers_can_see_says_that_the_article_changed(at_the_desk):
    comment = make_comment()

    for decision in ["approved", "rejected:said", "approved", "spam", "approved"]:
        comment.article.refresh_from_db()
        before = comment.article.changed_at
        decide(at_the_desk, decision, fresh(comment))
        comment.article.refresh_from_db()
        assert comment.article.changed_at > before
