"""Mail that must go out, as rows: each is queue, lock and receipt at once."""

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

# Minutes until the next try when the mail server says "not now" (RFC 5321, section 4.5.4.1).
BACK_OFF = [1, 5, 15, 60, 240]
SENDING_TAKES_AT_MOST = timedelta(minutes=10)


class OutgoingQuerySet(models.QuerySet):
    def due(self):
        return self.filter(status=Outgoing.Status.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def mark_uncertain(self):
        """Mail whose worker died while it sent: it may have arrived, so none goes twice."""
        abandoned = self.filter(status=Outgoing.Status.SENDING, claimed_at__lt=timezone.now() - SENDING_TAKES_AT_MOST)
        return abandoned.update(status=Outgoing.Status.UNCERTAIN)


class Outgoing(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused by the mail server"
        UNCERTAIN = "uncertain", "May have been sent"
        DROPPED = "dropped", "No longer wanted"

    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]

    def claim(self):
        """Take the row for sending: True for one worker only."""
        claimed = (
            type(self)
            .objects.due()
            .filter(pk=self.pk)
            .update(status=self.Status.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1)
        )
        if claimed:
            self.refresh_from_db()
        return bool(claimed)

    def finish(self, status, *, error=""):
        """Write the outcome of sending."""
        self.status, self.error = status, error[:500]
        if status == self.Status.SENT:
            self.sent_at = timezone.now()
        self.save(update_fields=["status", "error", "sent_at"])

    def defer(self, *, error, for_ever=False):
        """Try again later; after the last try of BACK_OFF it has failed, unless `for_ever`."""
        if self.attempts > len(BACK_OFF) and not for_ever:
            return self.finish(self.Status.FAILED, error=error)
        self.due_at = timezone.now() + timedelta(minutes=BACK_OFF[min(self.attempts, len(BACK_OFF)) - 1])
        self.save(update_fields=["due_at"])
        return self.finish(self.Status.WAITING, error=error)
