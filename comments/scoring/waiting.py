"""What waits to be learned, and to be guessed at. Asked without scikit-learn."""

from django.utils import timezone

from comments.models import Comment, Decision, LearnedModel
from comments.models.states import UNDO_WITHIN
from comments.scoring import FEWEST_DECISIONS


def something_waits():
    kept = LearnedModel.objects.defer("weights").order_by("pk").first()
    if next_decisions(after=kept.learned_up_to if kept else 0).exists():
        return True
    return kept is not None and kept.decisions >= FEWEST_DECISIONS and without_guess().exists()


def next_decisions(*, after):
    """Made by people, and old enough to be past undoing."""
    return Decision.objects.filter(pk__gt=after, made_at__lt=timezone.now() - UNDO_WITHIN).order_by("pk")


def without_guess():
    return Comment.objects.queued().filter(guess=None).in_queue_order()
