"""What the score learns from, once, and what it keeps of it."""

import pytest

from comments.models import Comment, LearnedModel
from comments.scoring import RENEWED_EVERY, guessing, learning
from comments.scoring.model import CLEAN, SPAM, SpamModel
from comments.scoring.waiting import something_waits
from comments.screening import Noticed, Verdict
from tests.factories import ago, make_article, make_comment
from tests.scoring import OFFER, decide_many, learn_all, teach_otherwise

pytestmark = pytest.mark.django_db


def test_what_waits_is_guessed_at_anew_once_the_model_has_learned_more(moderator):
    decide_many(moderator, 200)
    waiting = make_comment(OFFER)
    learn_all()
    first = Comment.objects.get(pk=waiting.pk)

    teach_otherwise(moderator, RENEWED_EVERY - 1)
    learn_all()
    assert Comment.objects.get(pk=waiting.pk).guess == first.guess
    teach_otherwise(moderator, 1)
    learn_all()

    now = Comment.objects.get(pk=waiting.pk)
    assert (first.put_last, now.put_last) == (True, False)
    assert now.guess < first.guess
    assert (now.status, now.version) == ("waiting", waiting.version)
    assert not something_waits()


def test_guesses_are_made_anew_a_few_at_a_time_and_a_stopped_process_is_gone_on_from(moderator, monkeypatch):
    decide_many(moderator, 200)
    article = make_article()
    for _ in range(5):
        make_comment(OFFER, article=article)
    learn_all()
    monkeypatch.setattr(guessing, "BATCH", 2)
    teach_otherwise(moderator, RENEWED_EVERY)
    while learning.work():
        pass

    left = []
    while something_waits():
        guessing.work()
        left.append(Comment.objects.queued().filter(put_last=True).count())

    assert left == [3, 1, 0]
    known = LearnedModel.objects.get()
    assert (known.renewed_with, known.renewed_up_to) == (known.decisions, 0)


def test_what_was_edited_while_it_was_guessed_at_keeps_no_guess_of_its_old_words():
    comment = make_comment(OFFER)
    read = Comment.objects.get()
    comment.edit("My calf hurts.", seen=comment.version, verdict=Verdict())

    guessing.guess_at([read], SpamModel())

    assert Comment.objects.get().guess is None


def test_each_decision_teaches_once_and_only_while_it_stands(moderator):
    decide_many(moderator, 4)
    changed = make_comment("Changed my mind.")
    changed.mark_as_spam(by=moderator, made_at=ago(minutes=5))
    changed.approve(by=moderator, made_at=ago(minutes=4))
    make_comment("Off topic.").reject(by=moderator, code="off_topic", made_at=ago(minutes=5))
    make_comment("The screening's.").mark_as_spam(by=None, code="screening", made_at=ago(minutes=5))
    make_comment("Young.").approve(by=moderator)

    learn_all()
    learn_all()

    assert LearnedModel.objects.get().decisions == 5


def test_what_another_worker_learned_first_is_not_learned_twice(moderator):
    decide_many(moderator, 4)
    learn_all()
    kept = LearnedModel.objects.get()
    stale = LearnedModel(pk=kept.pk, weights=kept.weights, learned_up_to=0)

    learning.store(stale, SpamModel(), decisions=4, up_to=kept.learned_up_to)

    assert LearnedModel.objects.get().decisions == 4
    assert bytes(LearnedModel.objects.get().weights) == bytes(kept.weights)


def test_no_word_of_a_reader_is_kept(moderator):
    decide_many(moderator, 10)

    learn_all()

    assert b"copper" not in bytes(LearnedModel.objects.get().weights)


def test_look_alike_letters_hide_nothing():
    model = SpamModel()
    model.learn(["cheap viagra"] * 5 + ["my calf hurts"] * 5, [SPAM] * 5 + [CLEAN] * 5)

    assert model.guess("сhеар vi\u200bаgrа").probability == pytest.approx(model.guess("cheap viagra").probability)


@pytest.mark.parametrize("status", ["waiting", "approved"])
def test_other_words_are_guessed_at_anew_and_stand_where_they_belong(status):
    guess = {"guess": 0.99, "guess_words": ["socks"], "put_last": True}
    comment = make_comment(OFFER, status=status, queued_at=ago(minutes=1), **guess)
    verdict = Verdict(reasons=[Noticed("emergency", "cannot breathe", weight=10)])

    assert comment.edit("Chest pain, I cannot breathe.", seen=comment.version, verdict=verdict)

    comment.refresh_from_db()
    assert (comment.guess, comment.guess_words, comment.put_last, comment.urgent) == (None, [], False, True)
