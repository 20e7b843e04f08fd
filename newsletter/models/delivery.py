"""One issue for one subscriber: queue, lock and receipt at once."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cramps_site.lib.tokens import short_token
from newsletter.models.edition import Edition
from newsletter.models.issue import Issue
from newsletter.models.subscriber import Subscriber

BOUNCE, MESSAGE_ID = "newsletter.bounce", "newsletter.message-id"


class Delivery(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DEFERRED = "deferred", "Later again"
        FAILED = "failed", "Failed"
        UNCERTAIN = "uncertain", "May have arrived"
        EXCLUDED = "excluded", "Left out"

    class Excluded(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Have not confirmed yet"
        LEFT = "left", "Have left"
        SUPPRESSED = "suppressed", "Must not be written to"
        ERASED = "erased", "Were erased"
        PAUSED = "paused", "Pause for 30 days"
        FREQUENCY = "frequency", "Asked for weekly or monthly letters"
        TOPIC = "topic", "Do not want this topic"
        HAD_IT = "had_it", "Had all its articles before"
        CANCELLED = "cancelled", "Cancelled before their turn came"
        NO_LONGER = "no_longer", "No longer wanted it when their turn came"

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="deliveries")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="deliveries")
    address = models.EmailField(max_length=254, blank=True, help_text="As it was when the list was frozen.")
    domain = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    excluded_because = models.CharField(max_length=12, choices=Excluded, blank=True)
    is_canary = models.BooleanField(default=False)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=20, blank=True, help_text="What the mail server answered: “550 5.1.1”.")
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="an_issue_once_a_subscriber")]
        indexes = [
            models.Index(fields=["issue", "status", "due_at"], name="deliveries_due"),
            models.Index(fields=["status", "claimed_at"], name="deliveries_claimed"),
        ]

    def __str__(self):
        return f"{self.issue} → {self.address or self.get_excluded_because_display()}"

    def bounce_token(self):
        """What tells that a report is of this very letter: stands in the envelope sender."""
        return short_token(BOUNCE, self.pk)

    def message_id(self):
        """The same at every try, so that a letter that arrived twice is shown once (RFC 5322, section 3.6.4)."""
        return f"<{short_token(MESSAGE_ID, self.pk)}@{settings.SITE_HOST}>"
