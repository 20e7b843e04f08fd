"""Addresses that are never written to again. What is kept tells nobody which they are."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class NoMailQuerySet(models.QuerySet):
    def add(self, address):
        self.get_or_create(address_hash=address_hash(address))

    def covers(self, address):
        """Whether `address`, canonical, asked for that. Old keys in SECRET_KEY_FALLBACKS still count."""
        keys = [None, *settings.SECRET_KEY_FALLBACKS]
        return self.filter(address_hash__in=[address_hash(address, key) for key in keys]).exists()


class NoMail(models.Model):
    """An address that is never written to again, as a keyed hash: it outlives everything else."""

    address_hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=timezone.now)

    objects = NoMailQuerySet.as_manager()

    def __str__(self):
        return self.address_hash[:12]


def address_hash(address, key=None):
    return salted_hmac("comments.no_mail", address, secret=key, algorithm="sha256").hexdigest()
