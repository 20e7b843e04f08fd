"""The typical wait, as it was measured, in words that promise no more than it was."""

import re
from datetime import timedelta

import pytest

from comments.counting import count
from comments.waiting_time import in_words, waiting_time
from tests.factories import ago, make_article, make_comment, make_person

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def decided(after, *, by, days_ago=1, decide="approve", **fields):
    """A comment that somebody decided so long `after` it was posted."""
    comment = make_comment(posted_at=ago(days=days_ago) - after, **fields)
    getattr(comment, decide)(by=by, made_at=comment.posted_at + after) if by else comment.withdraw()
    return comment


def near_the_button(client):
    """What the form under an article says of the wait."""
    waiting_time.forget()
    count()
    page = client.get(make_article().get_absolute_url()).text
    return " ".join(re.sub("<[^>]*>", "", page.split("Preview</button>")[1].split("</form>")[0]).split())


def on_the_private_page(client):
    waiting_time.forget()
    count()
    return " ".join(re.sub("<[^>]*>", "", client.get(make_comment().private_url()).text).split())


def test_half_and_nine_in_ten_are_told_as_they_were(client, moderator):
    for hours in [1, 1, 2, 2, 3, 4, 5, 30, 60, 90]:
        decided(hours * HOUR, by=moderator)

    assert near_the_button(client) == (
        "A person reads it before it appears."
        " In the last 30 days half were decided within 3 hours. See the house rules."
    )
    assert "In the last 30 days half were decided within 3 hours, nine in ten within 3 days." in on_the_private_page(
        client
    )


def test_where_all_are_as_quick_it_is_said_once(client, moderator):
    for _ in range(10):
        decided(HOUR / 2, by=moderator)

    said = "In the last 30 days half were decided within an hour, and so were nine in ten."
    assert said in on_the_private_page(client)


def test_of_nine_decisions_nothing_is_said(client, moderator):
    for _ in range(9):
        decided(HOUR, by=moderator)
    assert "30 days" not in near_the_button(client) + on_the_private_page(client)

    decided(HOUR, by=moderator)

    assert "half were decided within an hour" in near_the_button(client)


def test_only_the_first_decision_of_the_last_30_days_on_what_a_reader_wrote_counts(client, moderator):
    person = make_person()
    for _ in range(9):
        decided(HOUR, by=moderator)
    decided(50 * HOUR, by=moderator, days_ago=31)
    decided(50 * HOUR, by=None)
    decided(50 * HOUR, by=moderator, person=person, name=person.name)
    decided(50 * HOUR, by=moderator, status="spam")
    again = decided(HOUR, by=moderator, days_ago=31)
    again.reject(by=moderator)

    assert "30 days" not in near_the_button(client)


@pytest.mark.parametrize("decide", ["approve", "reject", "mark_as_spam"])
def test_a_refusal_is_a_decision_too(client, moderator, decide):
    for _ in range(10):
        decided(HOUR, by=moderator, decide=decide)

    assert "half were decided within an hour" in near_the_button(client)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (-HOUR, "an hour"),
        (timedelta(0), "an hour"),
        (HOUR, "an hour"),
        (HOUR + timedelta(seconds=1), "2 hours"),
        (22.1 * HOUR, "23 hours"),
        (23.1 * HOUR, "a day"),
        (24 * HOUR, "a day"),
        (24.1 * HOUR, "2 days"),
        (24 * 11 * HOUR, "11 days"),
    ],
)
def test_a_time_is_rounded_up_to_kind_words(time, words):
    assert in_words(time) == words


def test_pages_tell_what_was_counted_last(client, moderator):
    article = make_article()
    for _ in range(10):
        decided(HOUR, by=moderator)
    count()
    client.get(article.get_absolute_url())

    for _ in range(11):
        decided(30 * HOUR, by=moderator)

    assert "half were decided within an hour" in client.get(article.get_absolute_url()).text
    assert "half were decided within 2 days" in near_the_button(client)


def test_an_article_asks_the_database_eight_times_at_most_even_where_nothing_is_kept(
    client, moderator, django_assert_max_num_queries
):
    article = make_article(authors=[make_person(), make_person()], references=["study"])
    for _ in range(12):
        decided(HOUR, by=moderator, article=article)
    waiting_time.forget()
    count()

    with django_assert_max_num_queries(8):
        page = client.get(article.get_absolute_url()).text

    assert "half were decided within an hour" in page
    assert 'Comments <span class="count">(12)</span>' in page
