"""Which letters go next: of issues that are being sent, to readers who still want them."""

import time
from itertools import islice

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
DOMAINS_AT_ONCE = 50  # looked at behind them
Status = Delivery.Status
DUE_AT = Delivery._meta.get_field("due_at")
CHOSEN = ["id", "issue_id", "subscriber_id", "edition_id", "address", "domain", "status", "attempts"]
# Written out because it is asked for every few letters: the ORM would spend more on making it than the database
# on answering, and as much again on a Subscriber a row. Locked where the database can: another worker takes others.
NEXT = """
SELECT delivery.id, issue_id, subscriber_id, edition_id, address, domain, delivery.status, attempts, {why_not}
FROM newsletter_delivery AS delivery JOIN newsletter_subscriber AS subscriber ON subscriber.id = subscriber_id
WHERE issue_id = %s AND delivery.status = '{status}' AND due_at <= %s {of_canary} {of_domain} {not_dry}
ORDER BY due_at LIMIT %s {locked}
"""
# The domains behind one, by as many steps in the index of those who wait, however many readers each has.
DOMAINS = """
WITH RECURSIVE place(domain, steps) AS (
SELECT (SELECT domain FROM newsletter_delivery WHERE issue_id = %s AND status = 'waiting' AND domain > %s
        ORDER BY domain LIMIT 1), 1
UNION ALL
SELECT (SELECT next.domain FROM newsletter_delivery AS next
        WHERE next.issue_id = %s AND next.status = 'waiting' AND next.domain > place.domain
        ORDER BY next.domain LIMIT 1), steps + 1
FROM place WHERE place.domain IS NOT NULL AND steps < %s)
SELECT domain FROM place WHERE domain IS NOT NULL
"""


@prepared
def on_their_way():
    rows = Issue.objects.filter(status=Issue.Status.SENDING).order_by("frozen_at", "pk")
    return rows.only("kind", "frequency", "topic", "canary_passed_at")


class Claims:
    """What one worker takes, those of a second try first."""

    def __init__(self):
        self.looked_for_deferred_at = 0.0
        self.came_to = {}  # {issue: the domain up to which it was looked for readers elsewhere}

    def take(self, count):
        """At most `count` deliveries, each in `sending` now. In the ledger's transaction."""
        if not count:
            return []
        purse, chosen, statuses = Purse(), [], self.statuses()
        if purse.is_dry():
            return []
        further = LOOK_FURTHER if purse.knows_domains() else 0
        for issue in on_their_way():
            for status in statuses:
                left = count - len(chosen)
                dry = purse.dry() if status == Status.DEFERRED else []  # which are few, and in no order of domains
                rows = next_of(issue, status, left and left + further, dry=dry)
                chosen += islice(who_may_go(rows, purse), left)
                left = count - len(chosen)
                if left and further and status == Status.WAITING and len(rows) > further:
                    chosen += islice(self.elsewhere(issue, purse, {delivery.domain for delivery, _ in rows}), left)
        purse.keep()
        if any(delivery.status == Status.DEFERRED for delivery in chosen):
            self.looked_for_deferred_at = 0.0  # there may be more
        return Delivery.objects.claim(chosen)

    def elsewhere(self, issue, purse, known):
        """Who may go of other domains than `known`, that fill the front of the list and must wait: one of each."""
        domains = domains_behind(issue, self.came_to.get(issue.pk, ""))
        for domain in domains:
            self.came_to[issue.pk] = domain
            if domain not in known and purse.may_take(domain):
                yield from who_may_go(next_of(issue, Status.WAITING, 1, domain=domain), purse)
        if len(domains) < DOMAINS_AT_ONCE:
            self.came_to.pop(issue.pk, None)

    def statuses(self):
        now = time.monotonic()
        if now - self.looked_for_deferred_at < LOOK_FOR_DEFERRED_EVERY:
            return [Status.WAITING]
        self.looked_for_deferred_at = now
        return [Status.DEFERRED, Status.WAITING]


def domains_behind(issue, domain):
    with connection.cursor() as cursor:
        cursor.execute(DOMAINS, [issue.pk, domain, issue.pk, DOMAINS_AT_ONCE])
        return [name for (name,) in cursor.fetchall()]


def next_of(issue, status, count, *, domain=None, dry=()):
    """[(row that is due, why its reader no longer wants it)], of all domains but the `dry` ones, or of one."""
    if not count:
        return []
    now = DUE_AT.get_db_prep_value(timezone.now(), connection)
    reason, values = why_not(issue)
    sql = NEXT.format(
        why_not=reason,
        of_canary="" if issue.canary_passed_at else "AND is_canary",
        of_domain="AND domain = %s" if domain else "",
        not_dry=f"AND domain NOT IN ({', '.join(['%s'] * len(dry))})" if dry else "",
        status=status,
        locked="FOR UPDATE OF delivery SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, issue.pk, now, *([domain] if domain else []), *dry, count])
        return [(Delivery.from_db(connection.alias, CHOSEN, row), reason) for *row, reason in cursor.fetchall()]


@prepared
def suppressed(*hashes):
    return Suppression.objects.filter(address_hash__in=hashes).order_by().values_list("address_hash")


def who_may_go(rows, purse):
    return (delivery for delivery in still_wanted(rows) if purse.take(delivery.domain))


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
