"""Addresses whose readers had themselves erased, as keyed hashes: no list brings them back."""

from django.db import models
from django.utils import timezone

from newsletter.models.suppression import ByAddress, address_hash


class ErasureQuerySet(ByAddress):
    def add(self, address):
        """Remember a canonical address, and only by its hash."""
        if not self.of(address).exists():
            self.get_or_create(address_hash=address_hash(address))


class Erasure(models.Model):
    """That somebody had their address erased. They may type it into our form again; no list brings it."""

    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ErasureQuerySet.as_manager()

    def __str__(self):
        return f"{self.made_at:%d %B %Y}"
