"""One issue for one subscriber: queue, lock and receipt at once."""

import random
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils import timezone

from cramps_site.lib.outbox import BACK_OFF
from cramps_site.lib.prepared import prepared
from cramps_site.lib.tokens import short_pk, short_token
from newsletter.models.edition import Edition
from newsletter.models.event import DeliveryEvent
from newsletter.models.issue import Issue
from newsletter.models.subscriber import Subscriber

BOUNCE, MESSAGE_ID = "newsletter.bounce", "newsletter.message-id"
LEASE = timedelta(minutes=2)  # a living worker renews its rows every few seconds


claim_of = attrgetter("claimed_at")


class DeliveryQuerySet(models.QuerySet):
    def claim(self, deliveries):
        """Take rows for sending, before the mail server is spoken to: those that this call took."""
        now, keys = timezone.now(), [delivery.pk for delivery in deliveries]
        if keys and to_sending(now, *keys) != len(keys):
            rows = self.filter(pk__in=keys, status=Delivery.Status.SENDING, claimed_at=now)
            ours = set(rows.values_list("pk", flat=True))
            deliveries = [delivery for delivery in deliveries if delivery.pk in ours]
        for delivery in deliveries:
            delivery.status, delivery.claimed_at = Delivery.Status.SENDING, now
            delivery.attempts += 1
        return deliveries

    def sent(self, deliveries):
        """The mail server took them. Of a claim that is no longer theirs, nothing changes. How many it were."""
        now, moved = timezone.now(), 0
        for claimed_at, claim in groupby(sorted(deliveries, key=claim_of), key=claim_of):
            moved += to_sent(now, claimed_at, *[delivery.pk for delivery in claim])
        return moved

    def from_token(self, token):
        """The one whose letter had `token` on its envelope or in its Message-ID, or None."""
        pk = short_pk(BOUNCE, token) or short_pk(MESSAGE_ID, token)
        return self.filter(pk=pk).first() if pk else None

    def unfinished(self):
        return self.filter(status__in=[Delivery.Status.WAITING, Delivery.Status.SENDING, Delivery.Status.DEFERRED])

    def ended(self):
        """Nothing more happens to them by themselves."""
        Status = Delivery.Status
        return self.filter(status__in=[Status.SENT, Status.FAILED, Status.UNCERTAIN, Status.EXCLUDED]).order_by()

    def reachable(self):
        """Those whose address is still known: neither forgotten with the time, nor of a reader who was erased."""
        return self.exclude(address="")

    def wait_again(self, issue):
        """Those of `issue` that failed, with all their tries before them. Whoever had one of its articles since is
        left out. How many of each. While the issue is locked, and no other is frozen or tried again.
        """
        had, left_out = had_since(issue), issue.deliveries.filter(excluded_because=Delivery.Excluded.HAD_SINCE)
        before = left_out.count()
        changed = (
            self.reachable()
            .filter(issue=issue, status=Delivery.Status.FAILED)
            .update(
                status=Case(When(had, then=Value(Delivery.Status.EXCLUDED)), default=Value(Delivery.Status.WAITING)),
                excluded_because=Case(When(had, then=Value(Delivery.Excluded.HAD_SINCE)), default=Value("")),
                attempts=0,
                due_at=timezone.now(),
            )
        )
        left_out_now = left_out.count() - before
        return changed - left_out_now, left_out_now

    def leave_out_cancelled(self):
        """What waits of cancelled issues: also what was under way then, and was told to come later. How many."""
        waits = [Delivery.Status.WAITING, Delivery.Status.DEFERRED]
        rows = self.filter(issue__status=Issue.Status.CANCELLED, status__in=waits)
        return rows.update(status=Delivery.Status.EXCLUDED, excluded_because=Delivery.Excluded.CANCELLED)

    def mark_uncertain(self):
        """Those whose worker died while it sent: they may have arrived, so none goes twice. How many."""
        abandoned = self.filter(status=Delivery.Status.SENDING, claimed_at__lt=timezone.now() - LEASE)
        return abandoned.update(status=Delivery.Status.UNCERTAIN, error="The worker died while it sent.")

    def forget(self):
        """Drop the addresses, and words of mail servers, which may repeat them. What still waits goes to nobody."""
        waits = self.filter(status__in=[Delivery.Status.WAITING, Delivery.Status.DEFERRED])
        waits.update(status=Delivery.Status.EXCLUDED, excluded_because=Delivery.Excluded.NO_LONGER)
        DeliveryEvent.objects.filter(delivery__in=self.order_by()).update(words="")
        return self.update(address="", domain="", error="")


class Delivery(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DEFERRED = "deferred", "Later again"
        FAILED = "failed", "Failed"
        UNCERTAIN = "uncertain", "May have arrived"
        EXCLUDED = "excluded", "Left out"

    # A worker that was thought dead still knows what became of its claim, unless somebody settled it.
    UNDER_WAY = [Status.SENDING, Status.UNCERTAIN]
    RECEIVED = [Status.SENT, Status.UNCERTAIN]
    # What may still arrive counts as had: nothing comes twice.
    HAD = [*RECEIVED, Status.SENDING, Status.WAITING, Status.DEFERRED]

    class Excluded(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Have not confirmed yet"
        LEFT = "left", "Have left"
        SUPPRESSED = "suppressed", "Must not be written to"
        ERASED = "erased", "Were erased"
        PAUSED = "paused", "Pause for 30 days"
        FREQUENCY = "frequency", "Asked for letters more or less often"
        TOPIC = "topic", "Do not want this topic"
        HAD_IT = "had_it", "Had all its articles before"
        HAD_SINCE = "had_since", "Had an article of it by another letter before it was tried again"
        THIN = "thin", "One article alone, which waits for a second"
        NOT_RECEIVED = "not_received", "Did not receive the text that it corrects"
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

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="an_issue_once_a_subscriber")]
        indexes = [
            models.Index(fields=["issue", "status", "due_at"], name="deliveries_due"),
            models.Index(fields=["status", "claimed_at"], name="deliveries_claimed"),
            models.Index(
                fields=["issue", "domain", "due_at"], name="deliveries_by_domain", condition=models.Q(status="waiting")
            ),
            models.Index(
                fields=["issue", "claimed_at", "id"],
                name="deliveries_finished",
                condition=models.Q(status__in=["sent", "failed"]),
            ),
        ]

    def __str__(self):
        return f"{self.issue} → {self.address or self.get_excluded_because_display()}"

    def bounce_token(self):
        """What tells that a report is of this very letter: stands in the envelope sender."""
        return short_token(BOUNCE, self.pk)

    def message_id(self):
        """The same at every try, so that a letter that arrived twice is shown once (RFC 5322, section 3.6.4)."""
        return f"<{short_token(MESSAGE_ID, self.pk)}@{settings.SITE_HOST}>"

    def renew(self):
        """Its worker lives, the mail server is slow."""
        return self._of_this_claim([self.Status.SENDING], self.Status.SENDING, claimed_at=timezone.now())

    def deferred(self, *, code="", error=""):
        """Not now: again after the minutes of BACK_OFF, give or take a tenth; after the last it has failed."""
        if self.attempts > len(BACK_OFF):
            return self.failed(code=code, error=error)
        spread = random.uniform(0.9, 1.1)  # noqa: S311 - so that not all come again at once; it keeps no secret
        wait = timedelta(minutes=BACK_OFF[self.attempts - 1] * spread)
        due_at = timezone.now() + wait
        return self._outcome(self.Status.DEFERRED, due_at=due_at, code=code, error=error[:500])

    def held_up(self, *, error):
        """The line broke before the letter was handed over: no try of this reader, again in a minute."""
        due_at, attempts = timezone.now() + timedelta(minutes=1), self.attempts - 1
        return self._outcome(self.Status.DEFERRED, due_at=due_at, attempts=attempts, error=error[:500])

    def failed(self, *, code="", error=""):
        return self._outcome(self.Status.FAILED, code=code, error=error[:500])

    def uncertain(self, *, error):
        return self._outcome(self.Status.UNCERTAIN, error=error[:500])

    def no_longer(self, because):
        """Its reader left, chose otherwise or must not be written to since the list was frozen. `because`: Excluded."""
        waits = [self.Status.WAITING, self.Status.DEFERRED]
        return self._move(waits, self.Status.EXCLUDED, excluded_because=because)

    def arrived(self, *, at):
        """A mail server says so: it is not sent again, whatever we thought."""
        Status = self.Status
        thought = [*self.UNDER_WAY, Status.WAITING, Status.DEFERRED, Status.FAILED]
        return self._move(thought, Status.SENT, sent_at=at)

    def came_back(self, *, code, error):
        """A mail server took it, and could not put it into the mailbox."""
        return self._move([*self.UNDER_WAY, self.Status.SENT], self.Status.FAILED, code=code, error=error)

    def _outcome(self, status, **fields):
        return self._of_this_claim(self.UNDER_WAY, status, **fields)

    def _of_this_claim(self, allowed, status, **fields):
        return self._move(allowed, status, only={"claimed_at": self.claimed_at}, **fields)

    def _move(self, allowed, status, *, only=(), **fields):
        """The one door: True if this call moved the row from one of `allowed` to `status`."""
        rows = Delivery.objects.filter(pk=self.pk, status__in=allowed, **dict(only))
        moved = rows.update(status=status, **fields)
        if moved:
            fields.pop("attempts", None)
            for name, value in {"status": status, **fields}.items():
                setattr(self, name, value)
        return bool(moved)


def had_since(issue):
    """Whether a letter of another issue brought the reader of a row of `issue` an article of this very letter.

    It was not so when the list was frozen: it is asked of what failed then.
    """
    held = Edition.articles.through.objects.all()
    articles = held.filter(edition__issue=issue).values("article")
    others = held.filter(article__in=articles).exclude(edition__issue=issue).values_list("edition__issue", flat=True)
    letters = Delivery.objects.filter(
        issue__in=set(others),  # of which there are few: a reader has a row for each that ever was
        subscriber=OuterRef("subscriber"),
        status__in=Delivery.HAD,
        edition__articles__in=held.filter(edition=OuterRef(OuterRef("edition"))).values("article"),
    )
    return Exists(letters)


@prepared
def to_sending(now, *keys):
    # Said by the states that do not wait: SQLite would look for those that do by their index, through all that wait.
    waits = [Delivery.Status.WAITING, Delivery.Status.DEFERRED]
    others = [status for status in Delivery.Status if status not in waits]
    rows = Delivery.objects.filter(pk__in=keys).exclude(status__in=others)
    return rows, {"status": Delivery.Status.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}


@prepared
def to_sent(now, claimed_at, *keys):
    rows = Delivery.objects.filter(pk__in=keys, status__in=Delivery.UNDER_WAY, claimed_at=claimed_at)
    return rows, {"status": Delivery.Status.SENT, "sent_at": now}
