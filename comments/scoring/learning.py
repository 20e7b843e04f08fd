"""Learns from what moderators decided, in their order, each decision once."""

from django.db import transaction
from django.utils import timezone

from comments.models import LearnedModel, Status
from comments.scoring.model import CLEAN, SPAM, SpamModel
from comments.scoring.waiting import next_decisions

BATCH = 200


def work():
    """Learn from the next decisions. True if there were any."""
    kept = LearnedModel.objects.order_by("pk").first() or LearnedModel.objects.create(weights=SpamModel().weights)
    decisions = list(next_decisions(after=kept.learned_up_to).select_related("comment")[:BATCH])
    if not decisions:
        return False
    learned = [
        (text_of(decision.comment, decision.comment.body), label_of(decision))
        for decision in decisions
        if teaches(decision)
    ]
    model = SpamModel(bytes(kept.weights), kept.bias)
    if learned:
        texts, labels = zip(*learned, strict=True)
        model.learn(texts, labels)
    store(kept, model, decisions=len(learned), up_to=decisions[-1].pk)
    return True


def teaches(decision):
    """A person's word on whether it is spam, which still stands. Other reasons to reject say nothing of it."""
    comment = decision.comment
    return bool(decision.by_id and comment.body and comment.status == decision.after and label_of(decision) is not None)


def label_of(decision):
    if decision.after == Status.SPAM or decision.code == "advert":
        return SPAM
    return CLEAN if decision.after == Status.APPROVED else None


def text_of(comment, words):
    return f"{comment.name}\n{words}"


@transaction.atomic
def store(kept, model, *, decisions, up_to):
    """Unless another worker learned from the same decisions first."""
    same = LearnedModel.objects.filter(pk=kept.pk, learned_up_to=kept.learned_up_to)
    same.update(
        weights=model.weights,
        bias=model.bias,
        decisions=kept.decisions + decisions,
        learned_up_to=up_to,
        learned_at=timezone.now(),
    )
