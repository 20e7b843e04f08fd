"""How fast letters may go, shared by all workers: a bucket for the whole, one for each busy domain."""

from django.db import models
from django.utils import timezone


class Pace(models.Model):
    """`domain` empty is the whole; `slowed_at` is of a domain, or our own mail server, that asked for patience.

    `tokens` as of `counted_at`; `per_second` letters flow in.
    """

    domain = models.CharField(max_length=254, unique=True, blank=True)
    per_second = models.FloatField()
    tokens = models.FloatField(default=0)
    counted_at = models.DateTimeField(default=timezone.now)
    slowed_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True, help_text="What the domain answered when it was slowed down.")

    def __str__(self):
        return f"{self.domain or 'all'}: {self.per_second:g} a second"
