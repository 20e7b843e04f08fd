"""Who has which comment open, so that two moderators do not read the same one. Five minutes; a courtesy, not a lock."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from comments.models import Comment
from comments.models.door import appeals_against
from comments.queue.paging import folded

LEASE = timedelta(minutes=5)
FEW = 10  # comments that are asked for at once
TRIES = 50  # of many moderators who press at the same instant


def free():
    """Nobody has it, or had it too long ago."""
    return Q(leased_until=None) | Q(leased_until__lte=timezone.now())


def not_opened_lately():
    """What somebody passed by undecided is free at once, but comes after the others for as long as a lease."""
    return Q(leased_until=None) | Q(leased_until__lte=timezone.now() - LEASE)


def take(pk, user, *, over=False):
    """Open a comment that waits for `user`; with `over`, from whoever has it. False if a colleague has it.

    What else they had open is free: nobody reads two.
    """
    comment = Comment.objects.queued().filter(pk=pk)
    allowed = comment if over else comment.filter(free() | Q(leased_by=user))
    taken = bool(allowed.update(leased_by=user, leased_until=timezone.now() + LEASE))
    if taken:
        open_now(user).exclude(pk=pk).update(leased_by=None, leased_until=None)
    return taken


def open_now(user):
    return Comment.objects.filter(leased_by=user, leased_until__gt=timezone.now())


def release(pk, user):
    Comment.objects.filter(pk=pk, leased_by=user).update(leased_by=None, leased_until=None)


def next_for(user):
    """The first comment that waits and that nobody has open, taken for `user`. None if there is none.

    What they had open until now is free. An appeal against their own decision is left to colleagues.
    """
    pk = take_first(user)
    open_now(user).exclude(pk=pk).update(leased_until=timezone.now())
    return pk


def take_first(user):
    for _ in range(TRIES):
        first = first_for(user)
        if first is None:
            return None
        taken = Comment.objects.queued().filter(**first)  # unless somebody opened it at this instant
        if taken.update(leased_by=user, leased_until=timezone.now() + LEASE):
            return first["pk"]
    return None


def first_for(user):
    """The first in the queue; where all were opened lately, the one that was passed by longest ago.

    As {"pk", "leased_until"}, or None.
    """
    waiting = folded(Comment.objects.queued()).filter(free()).only("leased_until", "queued_at", "queued_for")
    first = first_of(waiting.filter(not_opened_lately()).in_queue_order(), user)
    first = first or first_of(waiting.order_by("leased_until", "pk"), user)
    return first and {"pk": first.pk, "leased_until": first.leased_until}


def first_of(waiting, user):
    """Few are appeals: those of some rows are looked up, where the database would read all that `user` decided."""
    first, start = None, 0
    while first is None and (rows := list(waiting[start : start + FEW])):
        own = appeals_against(user, rows)
        first = next((row for row in rows if row.pk not in own), None)
        start += FEW
    return first


def colleague_with(comment, user):
    """Who else has it open just now, or None."""
    if comment.leased_by_id in {None, user.pk} or comment.leased_until <= timezone.now():
        return None
    return comment.leased_by
