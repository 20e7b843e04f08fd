"""The pages behind links in mail to moderators: one link decides one comment, as it was, for one of them."""

import pytest

from comments.models import Reason, Report
from tests.factories import ago, fresh, make_article, make_comment, make_user
from tests.mail import decide_link, deliver, links_in
from tests.pages import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]


def test_the_link_of_the_letter_shows_the_whole_comment_and_why_it_waits(client, mara, long_comment, mail_server):
    Reason.objects.create(comment=long_comment, check_name="honeypot", excerpt="x")
    deliver()
    [link] = links_in(mail_server.letters[0], "decide")

    page = client.get(link)

    assert "the end." in page.text
    assert "Filled a field that people do not see" in page.text
    assert [word in page.text for word in ["Approve", "Spam", "Reject"]] == [True] * 3
    assert "As Mara" in page.text


@pytest.mark.parametrize(
    ("pressed", "status", "code"),
    [
        ({"do": "approve", "reason": "off_topic"}, "approved", ""),
        ({"do": "spam"}, "spam", ""),
        ({"do": "reject", "reason": "said"}, "rejected", "said"),
    ],
)
def test_a_button_decides_in_the_moderator_s_name(client, mara, long_comment, link_to_decide, pressed, status, code):
    answer = press(client, link_to_decide, **pressed)

    assert (answer.status_code, answer["Location"]) == (303, link_to_decide)
    decision = fresh(long_comment).last_decision
    assert (decision.by, decision.after, decision.code) == (mara, status, code)
    after = client.get(link_to_decide).text
    assert "You marked it as" in after
    assert [word in after for word in ["Undo</button>", "Approve</button>"]] == [True, False]


def test_a_decision_is_taken_back_by_one_button_for_a_minute(client, long_comment, link_to_decide):
    press(client, link_to_decide, do="approve")

    press(client, link_to_decide, do="undo")
    press(client, link_to_decide, do="undo")

    assert (fresh(long_comment).status, long_comment.decisions.count()) == ("waiting", 2)
    assert "decide it in the queue" in client.get(link_to_decide).text


def test_nobody_takes_back_what_a_colleague_decided_by_a_link_of_their_own(client, long_comment, link_to_decide):
    long_comment.reject(by=make_user("ana"))

    press(client, link_to_decide, do="undo")

    assert "Undo" not in client.get(link_to_decide).text
    assert fresh(long_comment).status == "rejected"


def test_rejecting_without_a_reason_asks_for_one(client, long_comment, link_to_decide):
    answers = [press(client, link_to_decide, do="reject", reason=reason) for reason in ["", "screening", "x"]]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert "Choose a reason." in answers[0].text
    assert fresh(long_comment).status == "waiting"


def test_what_a_colleague_decided_first_stays_and_the_page_says_who(client, long_comment, link_to_decide):
    long_comment.reject(by=make_user("ana", first_name="Ana"), code="said")

    answer = press(client, link_to_decide, do="approve")

    assert answer.status_code == 409
    assert "Your decision changed nothing" in answer.text
    assert "Ana marked it as “Rejected”" in answer.text
    assert fresh(long_comment).status == "rejected"


def test_what_was_edited_since_the_letter_is_not_decided_by_it(client, long_comment, link_to_decide):
    long_comment.change_words(body="Buy pills.")

    answer = press(client, link_to_decide, do="approve")

    assert answer.status_code == 409
    assert "decide it in the queue" in answer.text
    assert "<button" not in client.get(link_to_decide).text
    assert fresh(long_comment).status == "waiting"


def test_an_appeal_against_one_s_own_decision_is_left_to_a_colleague(client, mara, long_comment):
    long_comment.reject(by=mara, code="said")
    long_comment.change_words(queued_at=ago(), queued_for="appeal", appeal="It was not said.")
    link = decide_link(mara, long_comment)

    answer = press(client, link, do="approve")

    assert answer.status_code == 409
    assert "a colleague decides the appeal" in answer.text
    assert "It was not said." in answer.text
    assert fresh(long_comment).status == "rejected"


def test_edits_and_reports_are_shown_with_what_they_are_about(client, mara):
    comment = make_comment("Old words.", status="approved")
    Report.objects.create(comment=comment, why="advice", words="Dangerous.", sender="x", version=0)
    comment.change_words(proposed_body="New words.", queued_at=ago(), queued_for="edit")

    page = client.get(decide_link(mara, comment)).text

    assert all(words in page for words in ["Old words.", "New words.", "Dangerous.", "Its advice could harm"])


def test_readers_words_are_shown_as_text(client, mara):
    comment = make_comment('<script>alert(1)</script> <a href="x">y</a>', name="<b>Ann</b>", queued_at=ago())

    page = client.get(decide_link(mara, comment)).text

    assert "<script>alert" not in page
    assert "<b>Ann" not in page
    assert 'href="x"' not in page


def test_the_page_asks_little_however_much_there_is(client, mara, long_comment, django_assert_max_num_queries):
    for number in range(20):
        Reason.objects.create(comment=long_comment, check_name="x", excerpt=f"{number}")
        Report.objects.create(comment=long_comment, why="other", sender=f"{number}", version=0)
    link = decide_link(mara, long_comment)
    make_article()

    with django_assert_max_num_queries(12):
        client.get(link)
