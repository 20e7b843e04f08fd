"""The score sorts the queue once it has learned enough, says its words, and decides nothing."""

import pytest

from comments.models import Comment, Decision
from comments.queue.why import what_is_guessed
from tests.desk import QUEUE
from tests.factories import ago, make_comment
from tests.pages import Html
from tests.scoring import OFFER, THANKS, decide_many, learn_all

pytestmark = pytest.mark.django_db


def queue():
    return [comment.body for comment in Comment.objects.queued().in_queue_order()]


def test_after_200_decisions_likely_spam_goes_to_the_end_and_says_its_words(moderator):
    decide_many(moderator, 200)
    spam, good = (
        make_comment(OFFER, queued_at=ago(hours=2)),
        make_comment("My calf hurt at night.", queued_at=ago(hours=1)),
    )

    learn_all()

    assert queue() == [good.body, spam.body]
    spam.refresh_from_db()
    assert spam.guess > 0.9
    assert len(spam.guess_words) == 3
    assert set(spam.guess_words) <= {"https://shop.example", *OFFER.replace(",", "").split()}


def test_before_200_decisions_it_says_nothing(moderator):
    decide_many(moderator, 198)
    make_comment(OFFER)

    learn_all()

    assert Comment.objects.queued().get().guess is None


def test_it_changes_the_order_and_nothing_else(moderator):
    decide_many(moderator, 200)
    make_comment(OFFER)
    before = (
        list(Comment.objects.values_list("pk", "status", "version", "body").order_by("pk")),
        Decision.objects.count(),
    )

    learn_all()

    after = (
        list(Comment.objects.values_list("pk", "status", "version", "body").order_by("pk")),
        Decision.objects.count(),
    )
    assert after == before


def test_what_may_be_an_emergency_is_never_put_last(moderator):
    decide_many(moderator, 200)
    make_comment(OFFER, urgent=True)

    learn_all()

    assert not Comment.objects.queued().get().put_last


@pytest.mark.parametrize("kind", ["report", "appeal"])
def test_what_somebody_asks_a_person_to_look_at_is_never_put_last(moderator, kind):
    decide_many(moderator, 200)
    make_comment(OFFER, queued_for=kind)

    learn_all()

    comment = Comment.objects.queued().get()
    assert comment.guess > 0.9
    assert not comment.put_last


def test_every_card_with_a_guess_says_it_with_its_three_strongest_words(moderator, at_the_desk):
    decide_many(moderator, 200)
    make_comment(OFFER)
    make_comment(THANKS.format(7))

    learn_all()

    spam, good = Comment.objects.queued().order_by("pk")
    page = Html(at_the_desk.get(QUEUE)).main
    assert f"The score: very likely spam for {said(spam)}, so it waits at the end" in page
    assert f"The score: very likely no spam for {said(good)}" in page
    assert set(good.guess_words) <= set(THANKS.replace(",", "").split())
    assert "Nothing noticed" in page


def said(comment):
    assert len(comment.guess_words) == 3
    return ", ".join(f"“{word}”" for word in comment.guess_words)


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        (0.9, "very likely spam"),
        (0.89, "likely spam"),
        (0.69, "perhaps spam, perhaps not"),
        (0.29, "likely no spam"),
        (0.09, "very likely no spam"),
    ],
)
def test_how_likely_it_is_is_said_in_words(guess, words):
    [line] = what_is_guessed(Comment(guess=guess, guess_words=[]))

    assert line.text == f"The score: {words}"
