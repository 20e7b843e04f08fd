"""Guesses at what waits and has no guess yet."""

from comments.models import Comment, LearnedModel
from comments.scoring import FEWEST_DECISIONS, PUT_LAST_FROM
from comments.scoring.learning import text_of
from comments.scoring.model import SpamModel
from comments.scoring.waiting import without_guess

BATCH = 200


def work():
    """Guess at some of what waits. True if there is more."""
    kept = LearnedModel.objects.filter(decisions__gte=FEWEST_DECISIONS).order_by("pk").first()
    waiting = list(without_guess()[:BATCH]) if kept else []
    if not waiting:
        return False
    model = SpamModel(bytes(kept.weights), kept.bias)
    for comment in waiting:
        guess = model.guess(text_of(comment, comment.words_to_decide))
        Comment.objects.queued().filter(pk=comment.pk).update(
            guess=guess.probability,
            guess_words=guess.words,
            # What may be an emergency is never at the end, whatever its words.
            put_last=guess.probability >= PUT_LAST_FROM and not comment.urgent,
        )
    return without_guess().exists()
