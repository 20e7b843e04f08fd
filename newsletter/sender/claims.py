"""Which letters go next: of issues that are being sent, to readers who still want them."""

from django.db.models import Q
from django.utils import timezone

from newsletter.models import Delivery, Issue, Subscriber, Suppression
from newsletter.sender.pace import Purse

Status = Delivery.Status


def claim(count):
    """At most `count` deliveries, each in `sending` now. In the ledger's transaction."""
    if not count:
        return []
    purse, claimed = Purse(), []
    for issue in Issue.objects.filter(status=Issue.Status.SENDING).order_by("frozen_at", "pk"):
        for status in [Status.DEFERRED, Status.WAITING]:
            for delivery in next_of(issue, status, count - len(claimed), purse.dry()):
                if not is_wanted(delivery):
                    delivery.no_longer()
                elif purse.take(delivery.domain) and delivery.claim():
                    claimed.append(delivery)
    purse.keep()
    return claimed


def next_of(issue, status, count, dry):
    """Rows that are due, locked where the database can: another worker takes others."""
    rows = issue.deliveries.filter(status=status, due_at__lte=timezone.now()).exclude(domain__in=dry)
    if issue.canary_passed_at is None:
        rows = rows.filter(is_canary=True)
    rows = rows.select_related("subscriber").order_by("due_at")
    return rows.select_for_update(skip_locked=True, of=["self"])[:count] if count else []


def is_wanted(delivery):
    """Asked again at this very moment: the list was frozen hours ago, perhaps."""
    reader, now = delivery.subscriber, timezone.now()
    is_pausing = reader.paused_until and reader.paused_until > now
    if reader.status != Subscriber.Status.CONFIRMED or (is_pausing and delivery.issue.respects_pauses):
        return False
    return not Suppression.objects.of(delivery.address).exists()


def is_anything_due():
    """Whether some row could be claimed now, were it not for the pace."""
    rows = Delivery.objects.filter(issue__status=Issue.Status.SENDING, status__in=[Status.WAITING, Status.DEFERRED])
    may_go = Q(is_canary=True) | Q(issue__canary_passed_at__isnull=False)
    return rows.filter(may_go, due_at__lte=timezone.now()).exists()
