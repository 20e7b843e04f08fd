"""Erasing: no word of a comment, and nothing of who wrote it, stays in any table."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone

from comments.models.rule import Ban
from comments.models.wave import Wave
from cramps_site.lib.outbox import Outgoing

EMPTY = [
    "name",
    "email",
    "body",
    "proposed_body",
    "former_body",
    "appeal",
    "sender_key",
    "network_hash",
    "network_prefix",
]
UNKNOWN = ["fingerprint", "email_proven_at", "wave", "guess"]
NOTHING = dict.fromkeys(EMPTY, "") | dict.fromkeys(UNKNOWN) | {"guess_words": [], "urgent": False}


def forget_words(comment):
    """Of a withdrawn comment. Its decisions stay, with what moderators said and no word of the writer's."""
    comment.refresh_from_db()
    if comment.erased_at:
        return
    said = {words for words in [comment.body, comment.proposed_body, comment.former_body] if words}
    if comment.sender_key:  # a ban goes on, of nobody who is named
        Ban.objects.filter(sender_key=comment.sender_key).update(name="")
    comment.notices.hand_on(comment)
    rows = type(comment).objects.filter(pk=comment.pk)
    rows.update(**NOTHING, erased_at=timezone.now(), version=F("version") + 1)
    for words in said:
        forget_in_wave(words, comment)
    comment.near_keys.all().delete()
    comment.reasons.update(excerpt="")
    comment.reports.update(words="")
    comment.notices.update(error="")
    comment.notices.filter(status=Outgoing.Status.WAITING).delete()
    seen = ContentType.objects.get_for_model(comment)
    LogEntry.objects.filter(content_type=seen, object_id=str(comment.pk)).update(object_repr="", change_message="")
    comment.refresh_from_db()


def forget_in_wave(words, comment):
    """Waves compare with the words of their first comment: these give way to another's, or to none."""
    for wave in Wave.objects.filter(sample=words):
        other = wave.comments.exclude(pk=comment.pk).order_by("pk").first()
        wave.sample = other.body if other else ""
        wave.save(update_fields=["sample"])
