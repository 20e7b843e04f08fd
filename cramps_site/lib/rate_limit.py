"""Limits on how often one network may do a thing."""

from functools import wraps
from math import ceil
from time import time

from django.core.cache import cache

from cramps_site.lib.client_ip import network_key
from cramps_site.lib.refusals import refuse


class RateLimit:
    """At most `times` in any `seconds`, for each network, in the cache all processes share.

    Each act takes one of `times` slots that free themselves after `seconds`. `cache.add` is
    atomic in every backend, so parallel requests cannot share a slot. No address is kept: the
    key is a keyed hash.
    """

    def __init__(self, name, *, times, seconds):
        self.name, self.times, self.seconds = name, times, seconds

    def take(self, request):
        """Take a slot. Returns 0, or the seconds to wait when all are taken."""
        slots = self.slots(request)
        return 0 if self.take_slot(slots, cache.get_many(slots)) else self.wait(request)

    def take_slot(self, slots, taken, act=None):
        """The slot that was taken, marked with the `act` it was taken for. None when there is none.

        Those that are known to be `taken` are not tried.
        """
        mark = time(), act
        return next((slot for slot in slots if slot not in taken and cache.add(slot, mark, self.seconds)), None)

    def wait(self, request):
        """The seconds until a slot is free: 0 while one is. Takes none."""
        taken = cache.get_many(self.slots(request))
        if len(taken) < self.times:
            return 0
        oldest = min(moment for moment, _ in taken.values())
        return max(1, ceil(self.seconds - (time() - oldest)))

    def allowed(self, request, act):
        """Whether a slot was taken for this very act."""
        return any(act == allowed for _, allowed in cache.get_many(self.slots(request)).values())

    def slots(self, request):
        return [f"limit:{self.name}:{network_key(request)}:{slot}" for slot in range(self.times)]


def take_of_each(limits, request, act):
    """Take a slot of every limit for this `act`, or of none; what has them already takes no others.

    Returns None, or of the limits without a slot that with the longest wait. The one that is
    reached soonest comes last: whoever finds it taken by the same act finds all others so.
    """
    slots = {limit: limit.slots(request) for limit in limits}
    # Where the first slot of each is free, as for most, none is full, and the others need not be asked for.
    firsts = cache.get_many(own[0] for own in slots.values())
    seen = cache.get_many(slot for own in slots.values() for slot in own) if firsts else firsts
    full = [limit for limit, own in slots.items() if seen.keys() >= set(own)]
    taken = []
    for limit in [] if full else limits:
        slot = limit.take_slot(slots[limit], seen, act)
        full, taken = (full, [*taken, slot]) if slot else ([*full, limit], taken)
    if full:
        cache.delete_many(taken)
    if full and all(limit.allowed(request, act) for limit in limits):
        return None
    return max(full, key=lambda limit: limit.wait(request), default=None)


def limit_posts(limit):
    """Decorator: answers 429 with Retry-After when a POST is over the limit."""

    def decorator(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            wait = limit.take(request) if request.method == "POST" else 0
            if wait:
                return refuse(request, 429, retry_after=wait)
            return view(request, *args, **kwargs)

        return wrapper

    return decorator
