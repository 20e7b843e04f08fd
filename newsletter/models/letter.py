"""Letters of the opt-in that must go out. Each row is queue, lock and receipt at once."""

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

from cramps_site.lib.tokens import new_token, token_hash
from newsletter.models.subscriber import CONFIRM, Subscriber

LINK_LIFE = timedelta(days=7)

# Minutes until the next try when the mail server says "not now" (RFC 5321, section 4.5.4.1).
BACK_OFF = [1, 5, 15, 60, 240]
SENDING_TAKES_AT_MOST = timedelta(minutes=10)


class LetterQuerySet(models.QuerySet):
    def due(self):
        return self.filter(status=Letter.Status.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def mark_uncertain(self):
        """Letters whose worker died while it sent them: they may have arrived, so none goes twice."""
        abandoned = self.filter(status=Letter.Status.SENDING, claimed_at__lt=timezone.now() - SENDING_TAKES_AT_MOST)
        return abandoned.update(status=Letter.Status.UNCERTAIN)

    def from_link(self, token):
        """The letter whose confirmation link this is, or None: unknown, older than 7 days, or void."""
        young = self.filter(claimed_at__gte=timezone.now() - LINK_LIFE).select_related("subscriber")
        letter = young.filter(link_hash=token_hash(CONFIRM, token)).first()
        return letter if letter and letter.still_stands() else None


class Letter(models.Model):
    class Kind(models.TextChoices):
        CONFIRM = "confirm", "Please confirm"
        ALREADY = "already", "You are subscribed already"
        WELCOME = "welcome", "You are subscribed"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused by the mail server"
        UNCERTAIN = "uncertain", "May have been sent"
        DROPPED = "dropped", "No longer wanted"

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    link_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["status", "due_at"], name="letters_due")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subscriber}"

    def claim(self):
        """Take the letter for sending: True for one worker only."""
        claimed = (
            Letter.objects.due()
            .filter(pk=self.pk)
            .update(status=self.Status.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1)
        )
        if claimed:
            self.refresh_from_db()
        return bool(claimed)

    def is_wanted(self):
        """Whether it still says something true to someone who may be written to."""
        wanted_by = {
            self.Kind.CONFIRM: {Subscriber.Status.PENDING, Subscriber.Status.UNSUBSCRIBED},
            self.Kind.ALREADY: {Subscriber.Status.CONFIRMED},
            self.Kind.WELCOME: {Subscriber.Status.CONFIRMED},
        }
        return self.still_stands() and self.subscriber.status in wanted_by[self.kind]

    def still_stands(self):
        """Leaving ends every letter that was asked for before, and its link."""
        left_at = self.subscriber.left_at
        return not self.subscriber.is_lost_to_us() and (left_at is None or left_at < self.asked_at)

    def new_link_token(self):
        """A token for the confirmation link. Only its hash is stored, so it is made when it is sent."""
        token = new_token()
        self.link_hash = token_hash(CONFIRM, token)
        self.save(update_fields=["link_hash"])
        return token

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
