"""What the admin shows a moderator: the queue, each state, why a comment was held."""

from html import unescape

import pytest

from comments.models import Comment
from tests.desk import QUEUE, page_of, rows
from tests.factories import ago, make_article, make_comment

pytestmark = pytest.mark.django_db


def test_the_queue_shows_what_waits_oldest_first_with_all_that_is_needed_to_decide(at_the_desk):
    article = make_article("Night cramps")
    words = f"Salt & <b>water</b>. {'And so on. ' * 250}The end."
    later = make_comment("Later.", article=article, posted_at=ago(hours=1))
    first = make_comment(words, article=article, name="Ada", posted_at=ago(days=3))
    for status in ["approved", "rejected", "spam", "withdrawn"]:
        make_comment("Decided.", article=article, status=status)

    response = at_the_desk.get(QUEUE)

    assert rows(response) == [str(first.pk), str(later.pk)]
    page = unescape(response.text)
    assert words in page
    assert "<b>water</b>" not in response.text
    assert '<a href="/articles/night-cramps/">Night cramps</a>' in page
    assert "<bdi>Ada</bdi>" in page
    assert "3\xa0days" in page
    assert "Decided." not in page


@pytest.mark.parametrize("status", ["approved", "rejected", "spam", "withdrawn", "all", "nonsense", "%00"])
def test_every_state_can_be_listed_and_an_unknown_one_is_the_queue(at_the_desk, status):
    made = {state: make_comment(status=state) for state in Comment.Status.values}

    response = at_the_desk.get(f"{QUEUE}?status={status}")

    expected = made.values() if status == "all" else [made.get(status, made["waiting"])]
    assert set(rows(response)) == {str(comment.pk) for comment in expected}


def test_an_empty_queue_says_so(at_the_desk):
    assert "Nothing waits for you." in at_the_desk.get(QUEUE).text
    assert "No comment fits these filters." in at_the_desk.get(f"{QUEUE}?status=spam").text
    assert "No comment fits these filters." in at_the_desk.get(f"{QUEUE}?q=nobody").text


def test_a_rule_that_is_no_longer_known_is_shown_by_its_name(at_the_desk):
    comment = make_comment()
    for name, excerpt in [("honeypot", "<b>{rule}"), ("gone", "cheap"), ("bare", "")]:
        comment.reasons.create(check_name=name, excerpt=excerpt)

    for address in [QUEUE, page_of(comment)]:
        response = at_the_desk.get(address)
        for reason in ["Filled a field that people do not see: “<b>{rule}”", "gone: “cheap”", "bare"]:
            assert reason in unescape(response.text)
        assert "<b>{rule}" not in response.text


def test_ten_thousand_waiting_comments_are_listed_with_as_few_queries_as_two(at_the_desk, django_assert_num_queries):
    article, counts = make_article(), []
    answered = make_comment(article=article, status="approved")
    for number in [2, 9_998]:
        Comment.objects.bulk_create(
            Comment(article=article, name="Ada", body=f"{n}", parent=answered, thread=answered) for n in range(number)
        )
        with django_assert_num_queries(7):  # session, user, permissions (two), number, comments, reasons
            response = at_the_desk.get(QUEUE)
        counts.append(len(rows(response)))

    assert counts == [2, 50]
    assert "10000 comments" in response.text or "10,000 comments" in response.text


def test_a_comments_page_shows_what_was_decided_by_whom_and_why(at_the_desk, moderator):
    comment = make_comment("Its words.")
    comment.approve(by=moderator)
    comment.reject(by=moderator, code="insult")

    page = unescape(at_the_desk.get(page_of(comment)).text)

    assert "Its words." in page
    assert page.count("Mara Lind") >= 2
    assert "It attacks a person instead of what the person said." in page
    assert page.count("Approved") >= 2
