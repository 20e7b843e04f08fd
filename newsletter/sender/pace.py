"""How many letters may go now: token buckets in the database, shared by all workers."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from cramps_site.lib.prepared import prepared
from newsletter.models import Pace

SLOWED_ONCE_IN = timedelta(seconds=10)  # answers to letters that were under way already count once
FREE_AGAIN_AFTER = timedelta(minutes=1)  # without trouble a domain's pace doubles each minute
FASTEST_SLOWED, SLOWEST = 50.0, 0.1  # letters a second, where domains have no limit of their own; at all


@prepared
def locked_buckets():
    return Pace.objects.select_for_update().order_by("domain")


class Purse:
    """The buckets as they are in this transaction, locked: `take` from them, then `keep`.

    A domain has a row only while it is slowed down, or its bucket is not full: a fraction of a second.
    """

    def __init__(self):
        self.now, self.buckets, self.spent = timezone.now(), {}, []
        self.of_all, self.of_domain = settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN
        if self.of_all or self.of_domain:  # locked first, so that what another worker kept of the others is seen
            Pace.objects.select_for_update().get_or_create(domain="", defaults={"per_second": self.of_all, "tokens": 1})
        for bucket in locked_buckets():
            was_slowed = bucket.slowed_at is not None
            bucket.per_second = self.rate_of(bucket)
            if bucket.per_second:
                self.buckets[bucket.domain] = self.filled(bucket)
            elif bucket.domain or was_slowed:
                self.spent.append(bucket.pk)

    def rate_of(self, bucket):
        """Letters a second; 0 is without limit. What was slowed down gets faster until it is as ever."""
        usual = self.of_domain if bucket.domain else self.of_all
        if bucket.slowed_at and self.now - bucket.slowed_at > FREE_AGAIN_AFTER:
            bucket.per_second, bucket.slowed_at = bucket.per_second * 2, self.now
        if bucket.slowed_at and bucket.per_second < (usual or 4 * FASTEST_SLOWED):
            return bucket.per_second
        bucket.slowed_at = None
        return usual

    def filled(self, bucket):
        """With what flowed in since it was counted."""
        seconds = max(0.0, (self.now - bucket.counted_at).total_seconds())
        bucket.tokens, bucket.counted_at = min(most(bucket), bucket.tokens + seconds * bucket.per_second), self.now
        return bucket

    def is_dry(self):
        """Nothing may go to anybody."""
        return "" in self.buckets and self.buckets[""].tokens < 1

    def knows_domains(self):
        """Some must wait while others go."""
        return bool(self.of_domain or any(self.buckets))

    def dry(self):
        """Domains that must wait."""
        return [domain for domain, bucket in self.buckets.items() if domain and bucket.tokens < 1]

    def may_take(self, domain):
        return domain not in self.buckets or self.buckets[domain].tokens >= 1

    def take(self, domain):
        """True if a letter may go to `domain` now."""
        if self.of_domain and domain not in self.buckets:
            self.buckets[domain] = Pace(domain=domain, per_second=self.of_domain, counted_at=self.now)
            self.buckets[domain].tokens = most(self.buckets[domain])
        mine = [self.buckets[name] for name in {"", domain} if name in self.buckets]
        if any(bucket.tokens < 1 for bucket in mine):
            return False
        for bucket in mine:
            bucket.tokens -= 1
        return True

    def keep(self):
        """By two statements at most, of however many domains."""
        kept = []
        for bucket in self.buckets.values():
            if bucket.slowed_at or bucket.tokens < most(bucket) or not bucket.domain:
                kept.append(bucket)
            else:
                self.spent.append(bucket.pk)
        if self.spent:
            Pace.objects.filter(pk__in=self.spent).delete()
        for bucket in kept:
            bucket.pk = None  # the database finds it by its domain
        fields = ["per_second", "tokens", "counted_at", "slowed_at"]
        Pace.objects.bulk_create(kept, update_conflicts=True, unique_fields=["domain"], update_fields=fields)


def most(bucket):
    """What it holds: what flows in a tenth of a second, at least one letter."""
    return max(1.0, bucket.per_second / 10)


def slow_down(domain, words):
    """The domain asked for patience, or refuses us: half its pace, which comes back by and by.

    Without a domain it is our own mail server, and the pace of all letters.
    """
    now, start = timezone.now(), settings.LETTERS_PER_SECOND or FASTEST_SLOWED
    if domain:
        start = settings.LETTERS_PER_SECOND_A_DOMAIN or min(start, FASTEST_SLOWED)
    locked_buckets()  # in the order of a Purse, so that two workers never wait for each other
    Pace.objects.get_or_create(domain=domain, defaults={"per_second": start})
    slowed_long_ago = Q(slowed_at__lt=now - SLOWED_ONCE_IN, per_second__gt=SLOWEST)
    Pace.objects.filter(slowed_long_ago | Q(slowed_at=None), domain=domain).update(
        per_second=Case(When(slowed_at=None, then=Value(start / 2)), default=F("per_second") / 2),
        slowed_at=now,
        words=words[:300],
    )
