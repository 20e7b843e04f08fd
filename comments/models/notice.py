"""Mail about comments: to who wrote them, and to moderators. Nothing is sent in a request."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from comments.models.states import UNDO_WITHIN, Status
from cramps_site.lib.outbox import Outgoing, OutgoingQuerySet

TOLD = {Status.APPROVED, Status.REJECTED}  # never about spam


class NoticeQuerySet(OutgoingQuerySet):
    def announce(self, decisions):
        """Tell writers what was decided, and those they answered; in a minute, when it can no longer be undone.

        Only those who left an address, proved that it is theirs, and did not leave.
        """
        due_at = timezone.now() + UNDO_WITHIN
        decided = [decision for decision in decisions if worth_telling(decision)]
        notices = [
            Notice(kind=Notice.Kind.DECIDED, comment=decision.comment, decision=decision, due_at=due_at)
            for decision in decided
            if decision.comment.email_proven_at and decision.comment.tell_decided
        ]
        notices += self.of_answers([decision for decision in decided if decision.after == Status.APPROVED], due_at)
        self.bulk_create(notices)

    def of_answers(self, decisions, due_at):
        answers = [d for d in decisions if d.comment.parent_id and d.before != Status.APPROVED]
        if not answers:
            return []
        told = self.model._meta.get_field("comment").related_model.objects.filter(
            pk__in={answer.comment.parent_id for answer in answers},
            email_proven_at__isnull=False,
            tell_answered=True,
            status=Status.APPROVED,
        )
        parents = told.in_bulk()
        return [
            Notice(kind=Notice.Kind.ANSWERED, comment=parents[d.comment.parent_id], decision=d, due_at=due_at)
            for d in answers
            if d.comment.parent_id in parents
        ]


def worth_telling(decision):
    """A person's decision that the writer can see, about the comment or an appeal, and made here."""
    seen = decision.after in TOLD and not decision.undoes_id and decision.words != "covered"
    return decision.by_id and seen and decision.code != "imported"


class Notice(Outgoing):
    class Kind(models.TextChoices):
        PROVE = "prove", "Is this your address?"
        DECIDED = "decided", "What was decided"
        ANSWERED = "answered", "Someone answered"
        ERASE = "erase", "Erase what I wrote"
        DIGEST = "digest", "What waits"
        AT_ONCE = "at_once", "Something waits again"
        REMINDER = "reminder", "Something has waited for a day"

    kind = models.CharField(max_length=10, choices=Kind)
    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, null=True, related_name="notices")
    decision = models.ForeignKey("comments.Decision", on_delete=models.CASCADE, null=True, related_name="notices")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notices")
    link_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        indexes = [models.Index(fields=["status", "due_at"], name="notices_due")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "comment", "decision"], name="a_notice_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.comment or self.moderator}"


class NoMail(models.Model):
    """An address that is never written to again, as a keyed hash: it outlives everything else."""

    address_hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.address_hash[:12]


class DigestChoice(models.Model):
    """How one moderator is told that something waits. No row: every hour, and at once after an empty queue."""

    moderator = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice")
    every = models.DurationField(null=True, default=timedelta(hours=1), help_text="Empty: no digest.")
    at_once = models.BooleanField(default=True, help_text="One mail when the queue was empty.")
    keys = models.BooleanField(default=True, help_text="Single keys decide in the queue.")
    told_at = models.DateTimeField(null=True, editable=False)
    told_up_to = models.BigIntegerField(default=0, editable=False, help_text="The newest comment of the last mail.")
    reminded_at = models.DateTimeField(null=True, editable=False)

    def __str__(self):
        return str(self.moderator)
