"""When moderators are told: when something new waits, never more often than they chose."""

from datetime import timedelta

import pytest

from comments.models import Comment, DigestChoice
from tests.digests import DAY, HOUR, arrive, choose, later, subjects
from tests.factories import ago, make_article
from tests.mail import deliver, statuses

pytestmark = pytest.mark.django_db


def test_what_waits_is_told_once(mara, mail_server):
    arrive()

    deliver()
    deliver()

    [letter] = mail_server.letters
    assert letter.recipients == ["mara@example.org"]
    assert letter["Subject"] == "1 new comment waits"


def test_where_nothing_waits_nothing_is_said(mara, mail_server):
    arrive(status="approved")

    deliver()

    assert mail_server.letters == []
    assert not DigestChoice.objects.exists()


def test_500_comments_in_an_hour_are_one_letter_and_then_one_more(mara, mail_server):
    article = make_article()
    arrive(article=article)
    deliver()

    for minutes in range(1, 60):
        later(timedelta(minutes=1))
        Comment.objects.bulk_create(
            Comment(article=article, name="Ada", body="Words.", queued_at=ago(seconds=10)) for _ in range(9)
        )
        deliver()
        assert len(mail_server.letters) == 1, minutes
    later(timedelta(minutes=1))
    deliver()

    assert subjects(mail_server) == ["1 new comment waits", "531 new comments wait"]


def test_an_hour_in_which_nothing_new_came_is_silent(mara, mail_server):
    arrive()
    deliver()

    later(HOUR)
    deliver()

    assert len(mail_server.letters) == 1


def test_after_an_empty_queue_the_first_is_told_at_once(mara, mail_server):
    first = arrive()
    deliver()
    first.approve(by=mara)
    later(timedelta(minutes=20))

    arrive("The queue was empty before me.")
    deliver()

    assert statuses() == [("digest", "sent"), ("at_once", "sent")]


def test_what_comes_while_others_wait_is_not_told_at_once_even_when_they_are_decided_then(mara, mail_server):
    first = arrive()
    deliver()
    later(timedelta(minutes=20))
    arrive("I came while the first one waited.")

    first.refresh_from_db()
    first.approve(by=mara)
    deliver()

    assert statuses() == [("digest", "sent")]


def test_who_clears_the_queue_as_it_fills_is_not_told_of_each(mara, mail_server):
    for _ in range(3):
        comment = arrive(before=timedelta(seconds=10))
        deliver()
        comment.approve(by=mara)
        later(timedelta(minutes=4))

    assert len(mail_server.letters) == 1


def test_what_has_waited_a_day_is_brought_to_mind_once_a_day(mara, mail_server):
    arrive()
    deliver()

    for hours, letters in [(23, 1), (2, 2), (22, 2), (3, 3)]:
        later(hours * HOUR)
        deliver()
        assert len(mail_server.letters) == letters, hours
    assert subjects(mail_server)[1:] == ["1 comment has waited for more than a day"] * 2


def test_the_first_letter_to_a_moderator_is_one(mara, mail_server):
    arrive(before=3 * DAY)

    deliver()
    deliver()

    assert statuses() == [("digest", "sent")]


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        ({"every": None, "at_once": False}, []),
        ({"every": None, "at_once": True}, ["at_once"]),
        ({"every": DAY, "at_once": False}, ["digest"]),
    ],
)
def test_each_is_told_as_they_chose(mara, mail_server, choice, kinds):
    choose(mara, **choice)

    for _ in range(5):
        arrive()
        deliver()
        later(HOUR)

    assert [kind for kind, _ in statuses()] == kinds
