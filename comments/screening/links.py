"""Links: each host that a comment leads to, and how it went with that host in the last week."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from comments.models import Reason, Status
from comments.screening.noticed import Noticed

SEEN_WITHIN = timedelta(days=7)
NEW, SEEN, REFUSED = "link_new", "link_seen", "link_refused"
NAMED = 10  # hosts that are named; with more, the comment is held all the same


def links(draft):
    if not draft.hosts:
        return []
    seen = history_of(draft.hosts[:NAMED])
    return [noticed(host, *seen.get(host, (0, 0))) for host in draft.hosts[:NAMED]]


def noticed(host, times, refused):
    if not times:
        return Noticed(NEW, host, weight=3)
    return Noticed(REFUSED, host, weight=4) if refused == times else Noticed(SEEN, host, weight=2)


def history_of(hosts):
    """{host: (comments of the last week with it, how many of these were rejected or spam)}."""
    rows = (
        Reason.objects.filter(check_name__in=[NEW, SEEN, REFUSED], excerpt__in=hosts)
        .filter(comment__posted_at__gte=timezone.now() - SEEN_WITHIN)
        .order_by()
        .values_list("excerpt")
        .annotate(times=Count("pk"), refused=Count("pk", filter=Q(comment__status__in=[Status.REJECTED, Status.SPAM])))
    )
    return {host: (times, refused) for host, times, refused in rows}
