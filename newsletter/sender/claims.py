"""Which letters go next: of issues that are being sent, to readers who still want them."""

import time

from django.db.models import Q
from django.utils import timezone

from newsletter.models import Delivery, Issue, Subscriber, Suppression
from newsletter.sender.pace import Purse

LOOK_FOR_DEFERRED_EVERY = 1.0  # seconds; mostly none is due
ASKED_FOR = ["issue", "edition", "address", "domain", "status", "attempts", "claimed_at"]
ASKED_FOR += ["subscriber__status", "subscriber__paused_until"]
Status = Delivery.Status


class Claims:
    """What one worker takes, those of a second try first."""

    def __init__(self):
        self.looked_for_deferred_at = 0.0

    def take(self, count):
        """At most `count` deliveries, each in `sending` now. In the ledger's transaction."""
        if not count:
            return []
        purse, chosen, statuses = Purse(), [], self.statuses()
        for issue in Issue.objects.filter(status=Issue.Status.SENDING).order_by("frozen_at", "pk"):
            for status in statuses:
                rows = next_of(issue, status, count - len(chosen), purse.dry())
                chosen += [delivery for delivery in still_wanted(rows) if purse.take(delivery.domain)]
        purse.keep()
        if any(delivery.status == Status.DEFERRED for delivery in chosen):
            self.looked_for_deferred_at = 0.0  # there may be more
        return chosen if Delivery.objects.claim(chosen) else []

    def statuses(self):
        now = time.monotonic()
        if now - self.looked_for_deferred_at < LOOK_FOR_DEFERRED_EVERY:
            return [Status.WAITING]
        self.looked_for_deferred_at = now
        return [Status.DEFERRED, Status.WAITING]


def next_of(issue, status, count, dry):
    """Rows that are due, locked where the database can: another worker takes others."""
    if not count:
        return []
    rows = issue.deliveries.filter(status=status, due_at__lte=timezone.now())
    if dry:
        rows = rows.exclude(domain__in=dry)
    if issue.canary_passed_at is None:
        rows = rows.filter(is_canary=True)
    rows = rows.select_related("subscriber").only(*ASKED_FOR).order_by("due_at")
    return list(rows.select_for_update(skip_locked=True, of=["self"])[:count])


def still_wanted(rows):
    """Asked again at this very moment: the list was frozen hours ago, perhaps. What nobody wants is left out."""
    barred = Suppression.objects.barring([delivery.address for delivery in rows])
    for delivery in rows:
        if is_wanted(delivery, barred):
            yield delivery
        else:
            delivery.no_longer()


def is_wanted(delivery, barred):
    reader, now = delivery.subscriber, timezone.now()
    is_pausing = reader.paused_until and reader.paused_until > now
    if reader.status != Subscriber.Status.CONFIRMED or (is_pausing and delivery.issue.respects_pauses):
        return False
    return delivery.address not in barred


def is_anything_due():
    """Whether some row could be claimed now, were it not for the pace."""
    rows = Delivery.objects.filter(issue__status=Issue.Status.SENDING, status__in=[Status.WAITING, Status.DEFERRED])
    may_go = Q(is_canary=True) | Q(issue__canary_passed_at__isnull=False)
    return rows.filter(may_go, due_at__lte=timezone.now()).exists()
