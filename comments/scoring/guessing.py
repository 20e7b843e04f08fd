"""Guesses at what waits: first at what has none, then anew at what was guessed before the model had learned more."""

from math import floor

from django.db import transaction

from comments.models import Comment, LearnedModel, QueuedFor
from comments.scoring import FEWEST_DECISIONS, PUT_LAST_FROM
from comments.scoring.learning import text_of
from comments.scoring.model import SpamModel
from comments.scoring.waiting import renewal_is_due, with_guess, without_guess

BATCH = 200
# What readers or its writer ask a person to look at never goes to the end, whatever its words.
MAY_WAIT = {QueuedFor.NEW, QueuedFor.EDIT}


def work():
    """Guess at some of what waits. True if there is more."""
    kept = LearnedModel.objects.filter(decisions__gte=FEWEST_DECISIONS).order_by("pk").first()
    if kept is None:
        return False
    model = SpamModel(bytes(kept.weights), kept.bias)
    new = list(without_guess()[:BATCH])
    if new:
        guess_at(new, model)
        return True
    return renewal_is_due(kept) and renew(kept, model)


def renew(kept, model):
    """Guess anew at the next of what waits. True if there is more.

    How far it came stands in the row: stopped at any instant, the next process goes on from there.
    """
    last = kept.renewed_up_to
    comments = list(with_guess().filter(pk__gt=last)[:BATCH])
    guess_at(comments, model)
    is_done = len(comments) < BATCH
    step = {"renewed_up_to": 0 if is_done else comments[-1].pk}
    if not last:
        step["renewed_with"] = kept.decisions
    LearnedModel.objects.filter(pk=kept.pk, renewed_up_to=last).update(**step)
    return not is_done


def guess_at(comments, model):
    """By one transaction, which begins when all is worked out. What was edited or decided since it was read stays."""
    guesses = [(comment, guess_of(comment, model)) for comment in comments]
    with transaction.atomic():
        for comment, guess in guesses:
            if any(getattr(comment, name) != value for name, value in guess.items()):
                Comment.objects.queued().filter(pk=comment.pk, version=comment.version).update(**guess)


def guess_of(comment, model):
    """The fields of `comment` that a guess fills. In whole percent: what follows changes with each decision."""
    guess = model.guess(text_of(comment, comment.words_to_decide))
    may_wait = comment.queued_for in MAY_WAIT and not comment.urgent
    return {
        "guess": floor(guess.probability * 100) / 100,
        "guess_words": guess.words,
        "put_last": guess.probability >= PUT_LAST_FROM and may_wait,
    }
