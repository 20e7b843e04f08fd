"""Limits on how often one network may do a thing."""

from functools import wraps
from time import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from cramps_site.lib.client_ip import client_network
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
        taken = cache.get_many(slots)
        for slot in slots:
            if slot not in taken and cache.add(slot, time(), timeout=self.seconds):
                return 0
        oldest = min(taken.values(), default=time())
        return max(1, int(self.seconds - (time() - oldest)))

    def slots(self, request):
        sender = salted_hmac(self.name, client_network(request), algorithm="sha256").hexdigest()
        return [f"limit:{self.name}:{sender}:{slot}" for slot in range(self.times)]


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
