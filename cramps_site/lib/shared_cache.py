"""The cache that all processes share, which is Redis; and what is done while it does not answer."""

import logging
from time import monotonic

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

ASK_AGAIN_AFTER = 5  # seconds
ANSWERS_WITHIN = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1}  # seconds; no reader waits for a limit


def either(name):
    """The method `name` of the shared cache, or where that fails of this process's own."""

    def method(self, *args, **kwargs):
        if monotonic() >= self.away_until:
            try:
                return getattr(self.shared, name)(*args, **kwargs)
            except self.failures as error:
                self.away_until = monotonic() + ASK_AGAIN_AFTER
                logger.warning("Each process counts limits for itself: the shared cache does not answer: %s", error)
        return getattr(self.own, name)(*args, **kwargs)

    return method


class SharedCache(BaseCache):
    """Redis. While it is away each process counts for itself: posts are neither refused nor without a limit."""

    def __init__(self, location, params):
        super().__init__(params)
        from redis.exceptions import RedisError

        self.failures = RedisError, OSError
        self.shared = RedisCache(location, params | {"OPTIONS": ANSWERS_WITHIN})
        self.own, self.away_until = LocMemCache("while-redis-is-away", params), 0

    add, get, set, touch, delete = map(either, ["add", "get", "set", "touch", "delete"])
    get_many, set_many, delete_many = map(either, ["get_many", "set_many", "delete_many"])
    clear, has_key, incr = map(either, ["clear", "has_key", "incr"])
