"""How far an issue is, in figures that balance: for the page that its sender watches."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from newsletter.audience import ledger
from newsletter.models import Delivery, Pace

LATELY = timedelta(minutes=1)
Status, Excluded = Delivery.Status, Delivery.Excluded
SHOWN = 100  # uncertain rows at once, the oldest first: whoever settles them gets the next


@dataclass(frozen=True)
class Progress:
    """`lines` are (what it is, how many) and sum to `everybody`; `per_second` is of the last minute."""

    lines: list
    left_out: list
    everybody: int
    readers: int
    sent: int
    open: int
    per_second: float

    @property
    def time_left(self):
        """About how long, as a timedelta; None where nothing moves, or nothing is left."""
        if not self.open or not self.per_second:
            return None
        return timedelta(seconds=round(self.open / self.per_second))

    @property
    def now(self):
        return timezone.now()


def progress_of(issue):
    counts = ledger(issue)
    states = [(label, counts.get(value, 0)) for value, label in Status.choices if value != Status.EXCLUDED]
    left_out = [(label, counts[value]) for value, label in Excluded.choices if value in counts]
    lately = issue.deliveries.filter(status=Status.SENT, sent_at__gte=timezone.now() - LATELY).count()
    readers = sum(count for _, count in states)
    return Progress(
        lines=states,
        left_out=left_out,
        everybody=readers + sum(count for _, count in left_out),
        readers=readers,
        sent=counts.get(Status.SENT, 0),
        open=sum(counts.get(value, 0) for value in [Status.WAITING, Status.SENDING, Status.DEFERRED]),
        per_second=lately / LATELY.total_seconds(),
    )


def failures(issue):
    """[{code, count}], the most frequent first. Who failed, and with what words, is in the CSV."""
    failed = issue.deliveries.filter(status=Status.FAILED).order_by()
    return list(failed.values("code").annotate(count=Count("pk")).order_by("-count", "code"))


def uncertain(issue):
    return issue.deliveries.filter(status=Status.UNCERTAIN).order_by("pk")[:SHOWN]


def slowed_domains():
    """Domains that asked for patience, each with its pace and its words."""
    return Pace.objects.exclude(domain="").order_by("domain")
