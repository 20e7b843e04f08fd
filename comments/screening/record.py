"""What is known before a comment is stored: of its sender, and which comments may be near it. By one question."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, Q
from django.utils import timezone

from comments import waves
from comments.models import Ban, Comment, Status
from cramps_site.lib.prepared import prepared
from cramps_site.lib.subqueries import Listed, Number

LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Record:
    approved: int = 0
    refused: int = 0
    is_banned: bool = False
    near: list | None = None  # primary keys of comments that share some of the near keys


def record_of(sender_key, near_keys):
    """By one query; the sender's comments are of the last week. Of an empty key nothing is known."""
    if not sender_key and not near_keys:
        return Record()
    now = timezone.now()
    [row] = known_of(sender_key, now, now - LOOKED_BACK, now - waves.LOOKED_BACK, *near_keys)
    return Record(*row)


@prepared
def known_of(sender_key, now, since, near_since, *near_keys):
    """One row, whether or not there are comments."""
    recent = Comment.objects.of_senders([sender_key]).filter(posted_at__gte=since).order_by()
    return recent.values_list(
        Number(Q(status=Status.APPROVED)),
        Number(Q(status__in=[Status.REJECTED, Status.SPAM])),
        Exists(Ban.objects.in_force(now).filter(sender_key=sender_key).exclude(sender_key="")),
        Listed(waves.sharing(near_keys, now, near_since)),
    )
