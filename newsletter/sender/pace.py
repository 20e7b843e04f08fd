"""How many letters may go now: token buckets in the database, shared by all workers."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from cramps_site.lib.prepared import prepared
from newsletter.models import Pace

SLOWED_ONCE_IN = timedelta(seconds=10)  # answers to letters that were under way already count once
FREE_AGAIN_AFTER = timedelta(minutes=1)  # without trouble a domain's pace doubles each minute
FASTEST_SLOWED, SLOWEST = 50.0, 0.1  # letters a second


@prepared
def locked_buckets():
    return Pace.objects.select_for_update().order_by("pk")


class Purse:
    """The buckets as they are in this transaction, locked: `take` from them, then `keep`."""

    def __init__(self):
        self.now = timezone.now()
        if settings.LETTERS_PER_SECOND:
            Pace.objects.get_or_create(domain="", defaults={"per_second": settings.LETTERS_PER_SECOND, "tokens": 1})
        self.buckets = {bucket.domain: self.filled(bucket) for bucket in locked_buckets()}
        if not settings.LETTERS_PER_SECOND:
            self.buckets.pop("", None)

    def filled(self, bucket):
        """With what flowed in since it was counted; at most what flows in a second, at least one letter."""
        if not bucket.domain:
            bucket.per_second = settings.LETTERS_PER_SECOND
        elif bucket.slowed_at and self.now - bucket.slowed_at > FREE_AGAIN_AFTER:
            bucket.per_second, bucket.slowed_at = bucket.per_second * 2, self.now
        seconds = max(0.0, (self.now - bucket.counted_at).total_seconds())
        most = max(1.0, bucket.per_second / 10)
        bucket.tokens, bucket.counted_at = min(most, bucket.tokens + seconds * bucket.per_second), self.now
        return bucket

    def dry(self):
        """Domains that must wait."""
        return [domain for domain, bucket in self.buckets.items() if domain and bucket.tokens < 1]

    def take(self, domain):
        """True if a letter may go to `domain` now."""
        mine = [self.buckets[name] for name in {"", domain} if name in self.buckets]
        if any(bucket.tokens < 1 for bucket in mine):
            return False
        for bucket in mine:
            bucket.tokens -= 1
        return True

    def keep(self):
        for bucket in self.buckets.values():
            if bucket.domain and bucket.per_second > 2 * FASTEST_SLOWED:
                bucket.delete()
            else:
                bucket.save(update_fields=["per_second", "tokens", "counted_at", "slowed_at"])


def slow_down(domain, words):
    """The domain asked for patience: half its pace, which comes back by and by."""
    now = timezone.now()
    start = min(settings.LETTERS_PER_SECOND or FASTEST_SLOWED, FASTEST_SLOWED) / 2
    _, is_new = Pace.objects.get_or_create(
        domain=domain, defaults={"per_second": start, "slowed_at": now, "words": words[:300]}
    )
    if not is_new:
        slowed_long_ago = Pace.objects.filter(domain=domain, slowed_at__lt=now - SLOWED_ONCE_IN)
        slowed_long_ago.filter(per_second__gt=SLOWEST).update(
            per_second=F("per_second") / 2, slowed_at=now, words=words[:300]
        )
