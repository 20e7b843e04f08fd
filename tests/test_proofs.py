"""Whom a comment asks for proof of an address: no wave brings letters to strangers, and all comments together few."""

from random import Random

import pytest

from comments.models import Comment, Notice, Wave
from comments.screening import Noticed, Verdict
from tests.factories import ago, fresh, make_article, make_comment
from tests.mail import deliver, statuses
from tests.test_notices import post
from tests.test_waves import send, variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article()


def come(article, number, begin=0):
    """So many variants of one text, each with an address of its own."""
    return [
        send(article, f"{variant(Random(n))} {n}", sender=f"192.0.2.{n}", email=f"reader{n}@example.org")
        for n in range(begin, begin + number)
    ]


def asked(mail_server):
    return sorted(letter.recipients[0] for letter in mail_server.letters if "your address" in letter["Subject"])


def test_a_wave_asks_nobody_not_even_those_who_made_it(article, mail_server):
    come(article, 30)

    deliver()

    assert Wave.objects.get().comments.count() == 30
    assert mail_server.letters == []
    assert statuses() == [("prove", "dropped")] * 2


def test_of_a_wave_who_is_approved_is_asked_when_it_can_no_longer_be_undone(article, mail_server, moderator):
    comments = come(article, 5)
    deliver()

    fresh(comments[0]).approve(by=moderator)
    fresh(comments[3]).approve(by=moderator)
    fresh(comments[4]).reject(by=moderator)
    assert not Notice.objects.due().exists()
    deliver()

    assert asked(mail_server) == ["reader0@example.org", "reader3@example.org"]


def test_an_approval_that_is_taken_back_asks_nobody(article, mail_server, moderator):
    comment = fresh(come(article, 3)[2])
    comment.approve(by=moderator)

    Comment.objects.undo([comment.last_decision], by=moderator)
    deliver()

    assert mail_server.letters == []


def test_a_wave_that_is_taken_apart_was_none_and_each_is_asked_once(article, mail_server, moderator):
    come(article, 2)
    deliver()
    come(article, 3, begin=2)

    Wave.objects.get().split(by=moderator)
    deliver()
    Comment.objects.first().approve(by=moderator)
    deliver()

    assert asked(mail_server) == [f"reader{n}@example.org" for n in range(5)]


def test_what_joins_a_wave_that_is_approved_for_a_day_is_asked_once(article, mail_server, moderator):
    come(article, 3)
    Wave.objects.get().decide("approved", by=moderator, follow=True)
    deliver()

    come(article, 1, begin=3)
    deliver()

    assert asked(mail_server) == [f"reader{n}@example.org" for n in range(4)]


def test_all_together_ask_so_many_in_an_hour_and_who_was_left_out_when_approved(mail_server, moderator, settings):
    settings.ASKS_AN_HOUR = 2
    comments = [post(f"Comment {n}.", email=f"reader{n}@example.org", number=n) for n in range(4)]

    deliver()
    assert asked(mail_server) == ["reader0@example.org", "reader1@example.org"]
    assert statuses() == [("prove", "sent")] * 2 + [("prove", "dropped")] * 2

    Notice.objects.update(claimed_at=ago(minutes=61))
    comments[3].approve(by=moderator)
    deliver()
    assert asked(mail_server) == ["reader0@example.org", "reader1@example.org", "reader3@example.org"]


def test_what_waited_for_the_mail_server_goes_out_no_faster(mail_server, settings):
    settings.ASKS_AN_HOUR = 2
    for n in range(4):
        post(f"Comment {n}.", email=f"reader{n}@example.org", number=n)
    Notice.objects.update(asked_at=ago(hours=5))

    deliver()

    assert len(mail_server.letters) == 2


def test_what_seemed_spam_is_asked_when_a_person_approves_it_and_what_was_imported_never(mail_server, moderator):
    seemed = post(verdict=Verdict([Noticed("honeypot", spam=True)]))
    imported = make_comment(email="bea@example.org", imported_from="wordpress 1")

    for comment in [seemed, imported]:
        fresh(comment).approve(by=moderator)
    deliver()

    assert asked(mail_server) == ["ada@example.org"]
