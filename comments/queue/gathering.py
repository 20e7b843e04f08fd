"""What cards show of comments, gathered for a whole page by a fixed number of queries."""

from datetime import timedelta
from itertools import pairwise

from django.db.models import Count, Max, OuterRef, Prefetch, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from comments.models import Ban, Comment, Decision, QueuedFor, Reason, Report
from comments.queue.cards import BACK, Card
from cramps_site.lib.subqueries import json_rows

LOOKED_BACK = timedelta(days=180)
VARIANTS = 3
COLUMNS = [
    *(field.name for field in Comment._meta.concrete_fields),
    "article__title", "article__slug", "person__name", "parent__name", "parent__body", "parent__person__name",
    "leased_by__username", "leased_by__first_name", "leased_by__last_name", "wave__is_split",
    "wave__version",
]  # fmt: skip


def shown(comments):
    """With all that a card needs of the row and of what stands beside it."""
    bans = Ban.objects.in_force().filter(sender_key=OuterRef("sender_key")).exclude(sender_key="")
    wave = Comment.objects.queued().filter(wave=OuterRef("wave")).order_by().values("wave")
    return (
        comments.select_related("article", "person", "parent__person", "leased_by", "wave")
        .only(*COLUMNS)
        .annotate(
            banned_until=Subquery(bans.values("until")[:1]),
            report_rows=json_rows(Report.objects.all(), ["why", "words"], comment="pk"),
            wave_size=Subquery(wave.annotate(number=Count("pk")).values("number")),
            wave_upto=Subquery(wave.annotate(newest=Max("pk")).values("newest")),
        )
        .prefetch_related(Prefetch("reasons", Reason.objects.order_by("-weight", "pk")))
    )


def cards_of(comments, user, looked_at=None):
    """A Card for each, in their order, each knowing which follows. `looked_at`: before they were read, if they were."""
    looked_at = looked_at or timezone.now()
    cards = [Card(comment, user, looked_at=looked_at) for comment in comments]
    add_history(cards)
    add_record([card for card in cards if card.is_queued_for in {QueuedFor.EDIT, *BACK} or card.is_decided])
    add_variants([card for card in cards if card.is_wave])
    for card, following in pairwise(cards):
        card.following = following.anchor
    return cards


def add_history(cards):
    keys = {card.comment.sender_key for card in cards} - {""}
    if not keys:
        return
    history = {key: {} for key in keys}
    of_late = Comment.objects.of_senders(keys).filter(posted_at__gte=timezone.now() - LOOKED_BACK).order_by()
    for key, status, number in of_late.values_list("sender_key", "status").annotate(number=Count("pk")):
        history[key][status] = number
    for card in cards:
        card.history = history.get(card.comment.sender_key, {})


def add_record(cards):
    if not cards:
        return
    of = {card.comment.pk: card for card in cards}
    for decision in Decision.objects.filter(comment__in=of).select_related("by").order_by("made_at", "pk"):
        of[decision.comment_id].record.append(decision)


def add_variants(cards):
    """Of each wave some comments more, besides the one that the card shows."""
    of = {card.comment.wave_id: card for card in cards}
    if not of:
        return
    waiting = Comment.objects.queued().filter(wave__in=of).exclude(pk__in=[card.comment.pk for card in cards])
    place = Window(RowNumber(), partition_by="wave_id", order_by="pk")
    first = waiting.annotate(place=place).filter(place__lte=VARIANTS).values("pk")  # of the index alone
    for other in Comment.objects.filter(pk__in=first).only("body", "wave").order_by("pk"):
        of[other.wave_id].others.append(other)
