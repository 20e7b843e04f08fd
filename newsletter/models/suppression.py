"""Addresses that must not be written to, kept as keyed hashes: they outlive the erasure of their rows."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

PURPOSE = "cramps.newsletter.suppression"


def address_hash(address, key=None):
    """What is kept of a canonical address: of no use without the site's secret key."""
    return salted_hmac(PURPOSE, address, secret=key, algorithm="sha256").hexdigest()


def hashes(address):
    """By any key that was ever in use: whoever changes SECRET_KEY keeps the old one in SECRET_KEY_FALLBACKS."""
    return [address_hash(address, key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]


class SuppressionQuerySet(models.QuerySet):
    def of(self, address):
        return self.filter(address_hash__in=hashes(address))

    def barring(self, addresses):
        """Those of canonical addresses that must not be written to, by one query."""
        by_hash = {hashed: address for address in addresses for hashed in hashes(address)}
        known = self.filter(address_hash__in=by_hash).values_list("address_hash", flat=True) if by_hash else []
        return {by_hash[hashed] for hashed in known}

    def add(self, address, cause):
        """Suppress a canonical address. The first cause stays, unless the new one is a complaint."""
        known = self.of(address).first()
        if known is None:
            known, _ = self.get_or_create(address_hash=address_hash(address), defaults={"cause": cause})
        if cause == Suppression.Cause.COMPLAINT != known.cause:
            self.filter(pk=known.pk).update(cause=cause)
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

    def __str__(self):
        return f"{self.get_cause_display()}, {self.made_at:%d %B %Y}"
