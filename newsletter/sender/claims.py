"""Which letters go next: of issues that are being sent, to readers who still want them."""

import time
from itertools import islice

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from cramps_site.lib.prepared import prepared
from newsletter.models import Delivery, Issue, Suppression
from newsletter.models.suppression import hashes
from newsletter.sender.pace import Purse
from newsletter.sender.wishes import why_not

LOOK_FOR_DEFERRED_EVERY = 1.0  # seconds; mostly none is due
LOOK_FURTHER = 20  # rows, past those whose domain has had its letter of this moment
Status = Delivery.Status
DUE_AT = Delivery._meta.get_field("due_at")
CHOSEN = ["id", "issue_id", "subscriber_id", "edition_id", "address", "domain", "status", "attempts"]
# Written out because it is asked for every few letters: the ORM would spend more on making it than the database
# on answering, and as much again on a Subscriber a row. Locked where the database can: another worker takes others.
NEXT = """
SELECT delivery.id, issue_id, subscriber_id, edition_id, address, domain, delivery.status, attempts, {why_not}
FROM newsletter_delivery AS delivery JOIN newsletter_subscriber AS subscriber ON subscriber.id = subscriber_id
WHERE issue_id = %s AND delivery.status = %s AND due_at <= %s {of_canary} {not_dry}
ORDER BY due_at LIMIT %s {locked}
"""


@prepared
def on_their_way():
    rows = Issue.objects.filter(status=Issue.Status.SENDING).order_by("frozen_at", "pk")
    return rows.only("kind", "frequency", "topic", "canary_passed_at")


class Claims:
    """What one worker takes, those of a second try first."""

    def __init__(self):
        self.looked_for_deferred_at = 0.0

    def take(self, count):
        """At most `count` deliveries, each in `sending` now. In the ledger's transaction."""
        if not count:
            return []
        purse, chosen, statuses = Purse(), [], self.statuses()
        if purse.is_dry():
            return []
        further = LOOK_FURTHER if settings.LETTERS_PER_SECOND_A_DOMAIN else 0
        for issue in on_their_way():
            for status in statuses:
                left = count - len(chosen)
                rows = next_of(issue, status, left and left + further, purse.dry())
                may_go = (delivery for delivery in still_wanted(rows) if purse.take(delivery.domain))
                chosen += islice(may_go, left)
        purse.keep()
        if any(delivery.status == Status.DEFERRED for delivery in chosen):
            self.looked_for_deferred_at = 0.0  # there may be more
        return Delivery.objects.claim(chosen)

    def statuses(self):
        now = time.monotonic()
        if now - self.looked_for_deferred_at < LOOK_FOR_DEFERRED_EVERY:
            return [Status.WAITING]
        self.looked_for_deferred_at = now
        return [Status.DEFERRED, Status.WAITING]


def next_of(issue, status, count, dry):
    """[(row that is due, why its reader no longer wants it)], none of them to `dry` domains."""
    if not count:
        return []
    now = DUE_AT.get_db_prep_value(timezone.now(), connection)
    reason, values = why_not(issue)
    sql = NEXT.format(
        why_not=reason,
        of_canary="" if issue.canary_passed_at else "AND is_canary",
        not_dry=f"AND domain NOT IN ({', '.join(['%s'] * len(dry))})" if dry else "",
        locked="FOR UPDATE OF delivery SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, issue.pk, status, now, *dry, count])
        return [(Delivery.from_db(connection.alias, CHOSEN, row), reason) for *row, reason in cursor.fetchall()]


@prepared
def suppressed(*hashes):
    return Suppression.objects.filter(address_hash__in=hashes).order_by().values_list("address_hash")


def still_wanted(rows):
    """Those that may go. Who must not be written to, or no longer wants it, is left out."""
    by_hash = {hashed: delivery.address for delivery, _ in rows for hashed in hashes(delivery.address)}
    barred = {by_hash[found.address_hash] for found in suppressed(*by_hash)} if rows else set()
    for delivery, reason in rows:
        if delivery.address in barred:
            delivery.no_longer(Delivery.Excluded.SUPPRESSED)
        elif reason:
            delivery.no_longer(reason)
        else:
            yield delivery


def is_anything_due():
    """Whether some row could be claimed now, were it not for the pace."""
    rows = Delivery.objects.filter(issue__status=Issue.Status.SENDING, status__in=[Status.WAITING, Status.DEFERRED])
    may_go = Q(is_canary=True) | Q(issue__canary_passed_at__isnull=False)
    return rows.filter(may_go, due_at__lte=timezone.now()).exists()
