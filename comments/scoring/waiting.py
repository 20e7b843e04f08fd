"""What waits to be learned, and to be guessed at. Asked without scikit-learn."""

from django.utils import timezone

from comments.models import Comment, Decision, LearnedModel
from comments.models.states import UNDO_WITHIN
from comments.scoring import FEWEST_DECISIONS, RENEWED_EVERY


def something_waits():
    kept = LearnedModel.objects.defer("weights").order_by("pk").first()
    if next_decisions(after=kept.learned_up_to if kept else 0).exists():
        return True
    if kept is None or kept.decisions < FEWEST_DECISIONS:
        return False
    return renewal_is_due(kept) or without_guess().exists()


def renewal_is_due(kept):
    """Whether guesses are made anew: one renewal is under way, or the model has learned enough since the last."""
    return kept.renewed_up_to > 0 or kept.decisions >= max(kept.renewed_with, FEWEST_DECISIONS) + RENEWED_EVERY


def next_decisions(*, after):
    """Made by people, and old enough to be past undoing."""
    return Decision.objects.filter(pk__gt=after, made_at__lt=timezone.now() - UNDO_WITHIN).order_by("pk")


def without_guess():
    return Comment.objects.queued().filter(guess=None).in_queue_order()


def with_guess():
    return Comment.objects.queued().exclude(guess=None).order_by("pk")
