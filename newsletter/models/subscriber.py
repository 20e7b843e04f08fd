"""Who gets the newsletter, and what each agreed to."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles.models import Topic
from cramps_site.lib.tokens import short_pk, short_token
from newsletter.models.suppression import Suppression

WORDING = (
    f"Send me the newsletter of {settings.SITE_NAME}: the latest articles and updates, two letters a month at most."
    " I confirm by a letter and can leave at any time."
)
CONFIRM, LEAVE, MANAGE = "newsletter.confirm", "newsletter.leave", "newsletter.manage"


class Frequency(models.TextChoices):
    EACH = "each", "Each issue"
    WEEKLY = "weekly", "Once a week, what is new"
    MONTHLY = "monthly", "Once a month, what is new"


class SubscriberQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(status=Subscriber.Status.CONFIRMED)

    @transaction.atomic
    def ask(self, address, *, page):
        """Someone typed `address` (canonical) into the form on `page`: a letter will answer.

        The page that answers is the same whoever it is, and so is the time it takes: one
        transaction that writes, with or without a letter.
        """
        status = Subscriber.Status.SUPPRESSED if Suppression.objects.of(address).exists() else Subscriber.Status.PENDING
        subscriber, _ = self.select_for_update().get_or_create(email=address, defaults={"status": status})
        subscriber.asked_at = timezone.now()
        subscriber.save(update_fields=["asked_at"])
        if subscriber.may_be_written_to():
            subscriber.consents.create(wording=WORDING, page=page)
            subscriber.letters.create(kind=subscriber.answer)

    def from_leave_link(self, token):
        return self.filter(pk=short_pk(LEAVE, token)).first()


class Subscriber(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", "Has not confirmed yet"
        CONFIRMED = "confirmed", "Confirmed"
        UNSUBSCRIBED = "unsubscribed", "Left"
        SUPPRESSED = "suppressed", "Never write to"
        ERASED = "erased", "Erased"

    email = models.EmailField("e-mail", max_length=254, unique=True, null=True, help_text="None after erasure.")
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING, editable=False)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.EACH)
    topics = models.ManyToManyField(Topic, blank=True, related_name="subscribers", help_text="None chosen: all.")
    paused_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return self.email or "erased"

    def may_be_written_to(self):
        """At most one letter of opt-in in 15 minutes and three in 7 days; none to the suppressed."""
        if self.is_lost_to_us():
            return False
        return all(
            self.letters.exclude(kind="welcome").filter(asked_at__gte=timezone.now() - window).count() < most
            for most, window in [(1, timedelta(minutes=15)), (3, timedelta(days=7))]
        )

    def is_lost_to_us(self):
        return self.status in {self.Status.SUPPRESSED, self.Status.ERASED}

    @property
    def answer(self):
        """The kind of letter that answers when this address is typed into the form."""
        return "already" if self.status == self.Status.CONFIRMED else "confirm"

    @transaction.atomic
    def confirm(self):
        """True if this made the difference. Confirms the newest consent too."""
        moved = self._move({self.Status.PENDING, self.Status.UNSUBSCRIBED}, self.Status.CONFIRMED, "confirmed_at")
        if moved:
            newest = self.consents.order_by("-given_at", "-pk").values("pk")[:1]
            self.consents.filter(pk__in=newest).update(confirmed_at=self.confirmed_at)
            self.letters.create(kind="welcome")
        return moved

    def leave(self):
        """True if this made the difference. Letters and links from before it count no more."""
        return self._move({self.Status.PENDING, self.Status.CONFIRMED}, self.Status.UNSUBSCRIBED, "left_at")

    def _move(self, allowed, status, stamp):
        now = timezone.now()
        moved = Subscriber.objects.filter(pk=self.pk, status__in=allowed).update(**{"status": status, stamp: now})
        if moved:
            self.status = status
            setattr(self, stamp, now)
        return bool(moved)

    def leave_token(self):
        return short_token(LEAVE, self.pk)

    def manage_token(self):
        return short_token(MANAGE, self.pk)


class Consent(models.Model):
    """What somebody agreed to, in the very words, and when (GDPR, article 7(1))."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    wording = models.TextField()
    page = models.CharField(max_length=300, help_text="Where the form stood.")
    given_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self):
        return f"{self.subscriber}, {self.given_at:%d %B %Y}"
