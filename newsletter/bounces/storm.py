"""A storm of bounces: a mail server that was broken said of everybody that the mailbox does not exist.

What that brought within some hours can be taken back. Complaints, and what a person asked for, never.
"""

from django.db import transaction

from newsletter.models import Subscriber, Suppression
from newsletter.models.suppression import hashes

BY_BOUNCES = [Suppression.Cause.HARD, Suppression.Cause.SOFT]


def brought(since, until):
    """The Suppressions that bounces brought from `since` to before `until`."""
    return Suppression.objects.filter(cause__in=BY_BOUNCES, made_at__gte=since, made_at__lt=until).order_by("pk")


def take_back(suppressions, *, by, why):
    """Each reader is again what they were. How many. Killed in the middle, it is simply asked for again."""
    readers = readers_by_hash()
    return sum([put_back(each, readers.get(each.address_hash), by=by, why=why) for each in suppressions])


def readers_by_hash():
    """Only hashes are kept: whose they are is found by those who are suppressed."""
    suppressed = Subscriber.objects.filter(status=Subscriber.Status.SUPPRESSED, email__isnull=False).only("email")
    return {hashed: reader.pk for reader in suppressed.iterator() for hashed in hashes(reader.email)}


@transaction.atomic
def put_back(suppression, reader_pk, *, by, why):
    """True if this call did it. A complaint that came meanwhile stays: its row is locked first, as `take` does."""
    reader = Subscriber.objects.select_for_update().filter(pk=reader_pk).first()
    if not Suppression.objects.filter(pk=suppression.pk, cause__in=BY_BOUNCES).exists():
        return False
    lifted = suppression.lift(by=by, why=why)
    if lifted and reader:
        reader.as_before_suppression()
    return lifted
