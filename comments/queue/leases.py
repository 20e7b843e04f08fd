"""Who has which comment open, so that two moderators do not read the same one. Five minutes; a courtesy, not a lock."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from comments.models import Comment
from comments.queue.paging import folded

LEASE = timedelta(minutes=5)
TRIES = 50  # of many moderators who press at the same instant


def free():
    """Nobody has it, or had it too long ago."""
    return Q(leased_until=None) | Q(leased_until__lte=timezone.now())


def take(pk, user, *, over=False):
    """Open a comment that waits for `user`; with `over`, from whoever has it. False if a colleague has it."""
    comment = Comment.objects.queued().filter(pk=pk)
    allowed = comment if over else comment.filter(free() | Q(leased_by=user))
    return bool(allowed.update(leased_by=user, leased_until=timezone.now() + LEASE))


def release(pk, user):
    Comment.objects.filter(pk=pk, leased_by=user).update(leased_by=None, leased_until=None)


def next_for(user):
    """The first comment that waits and that nobody has open, taken for `user`. None if there is none."""
    for _ in range(TRIES):
        pk = folded(Comment.objects.queued()).filter(free()).in_queue_order().values_list("pk", flat=True).first()
        if pk is None:
            return None
        taken = Comment.objects.queued().filter(free(), pk=pk)
        if taken.update(leased_by=user, leased_until=timezone.now() + LEASE):
            return pk
    return None


def colleague_with(comment, user):
    """Who else has it open just now, or None."""
    if comment.leased_by_id in {None, user.pk} or comment.leased_until <= timezone.now():
        return None
    return comment.leased_by
