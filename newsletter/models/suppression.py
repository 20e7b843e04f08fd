"""Addresses that must not be written to, kept as keyed hashes: they outlive the erasure of their rows."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from cramps_site.lib.tokens import keyed_digest

PURPOSE = "cramps.newsletter.suppression"


def address_hash(address, key=None):
    """What is kept of a canonical address: of no use without the site's secret key."""
    return keyed_digest(PURPOSE, address, key).hex()


def hashes(address):
    """By any key that was ever in use: whoever changes SECRET_KEY keeps the old one in SECRET_KEY_FALLBACKS."""
    return [address_hash(address, key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]


class ByAddress(models.QuerySet):
    def of(self, address):
        """Those of a canonical address."""
        return self.filter(address_hash__in=hashes(address))

    def barring(self, addresses):
        """Those of canonical addresses that have a row here, by one query."""
        by_hash = {hashed: address for address in addresses for hashed in hashes(address)}
        known = self.filter(address_hash__in=by_hash).order_by().values_list("address_hash", flat=True)
        return {by_hash[hashed] for hashed in known}


class SuppressionQuerySet(ByAddress):
    @transaction.atomic
    def add(self, address, cause, *, by=None, why=""):
        """Suppress a canonical address. The first cause stays, unless the new one is a complaint.

        `by` is the user who asked, None the site itself; `why` their words.
        """
        known, is_new = self.of(address).first(), False
        if known is None:
            known, is_new = self.get_or_create(address_hash=address_hash(address), defaults={"cause": cause})
        if cause == Suppression.Cause.COMPLAINT != known.cause:
            is_new = self.filter(pk=known.pk).update(cause=cause)
        if is_new:
            known.note(SuppressionStep.Act.ADDED, cause, by, why)
        return known


class Suppression(models.Model):
    class Cause(models.TextChoices):
        HARD = "hard", "The mailbox does not exist"
        SOFT = "soft", "The mailbox took nothing for a week"
        COMPLAINT = "complaint", "Reported a letter as spam"
        REFUSED = "refused", "Asked never to be written to"
        BY_HAND = "by_hand", "Added by hand"

    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    cause = models.CharField(max_length=10, choices=Cause)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [("lift_suppression", "Can let an address be written to again")]

    def __str__(self):
        return f"{self.get_cause_display()}, {self.made_at:%d %B %Y}"

    def is_of(self, address):
        return self.address_hash in hashes(address)

    @transaction.atomic
    def lift(self, *, by, why):
        """Its address may be written to again. The steps stay. True if this call did it."""
        lifted, _ = Suppression.objects.filter(pk=self.pk).delete()
        if lifted:
            self.note(SuppressionStep.Act.LIFTED, self.cause, by, why)
        return bool(lifted)

    @property
    def steps(self):
        return SuppressionStep.objects.filter(address_hash=self.address_hash).select_related("by")

    def note(self, act, cause, by, why):
        SuppressionStep.objects.create(address_hash=self.address_hash, act=act, cause=cause, by=by, why=why[:300])


class SuppressionStep(models.Model):
    """That an address was suppressed, or lifted: why, by whom, when. Outlives the suppression; never changed."""

    class Act(models.TextChoices):
        ADDED = "added", "Suppressed"
        LIFTED = "lifted", "Lifted"

    address_hash = models.CharField(max_length=64, db_index=True, editable=False)
    act = models.CharField(max_length=10, choices=Act)
    cause = models.CharField(max_length=10, choices=Suppression.Cause)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ByAddress.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.get_act_display()} ({self.get_cause_display()})"
