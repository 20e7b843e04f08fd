"""What is known of a sender: what became of the last comments, and whether there is a ban."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, Q
from django.utils import timezone

from comments.models import Ban, Comment, Status
from cramps_site.lib.prepared import prepared
from cramps_site.lib.subqueries import Number

LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Record:
    approved: int = 0
    refused: int = 0
    is_banned: bool = False


def record_of(sender_key):
    """By one query; comments are of the last week. Of an empty key nothing is known."""
    if not sender_key:
        return Record()
    now = timezone.now()
    [row] = known_of(sender_key, now, now - LOOKED_BACK)
    return Record(*row)


@prepared
def known_of(sender_key, now, since):
    """One row, whether or not there are comments."""
    recent = Comment.objects.of_senders([sender_key]).filter(posted_at__gte=since).order_by()
    return recent.values_list(
        Number(Q(status=Status.APPROVED)),
        Number(Q(status__in=[Status.REJECTED, Status.SPAM])),
        Exists(Ban.objects.in_force(now).filter(sender_key=sender_key)),
    )
