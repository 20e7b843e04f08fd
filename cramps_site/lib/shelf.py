from collections import OrderedDict
from threading import Lock


class Shelf:
    """Things by key, in at most `limit` bytes: what was not used for longest makes room."""

    def __init__(self, limit):
        self.limit, self.bytes = limit, 0
        self.things, self.lock = OrderedDict(), Lock()

    def get(self, key):
        """Without the lock, because this is asked for with each request."""
        found = self.things.get(key)
        return found and found[0]

    def put(self, key, thing, size):
        size += sum(len(part) for part in key)
        with self.lock:
            self.remove(key)
            self.things[key] = thing, size
            self.bytes += size
            while self.bytes > self.limit:
                self.remove(next(iter(self.things)))

    def used(self, key):
        with self.lock:
            if key in self.things:
                self.things.move_to_end(key)

    def drop(self, key):
        with self.lock:
            self.remove(key)

    def remove(self, key):
        _, size = self.things.pop(key, (None, 0))
        self.bytes -= size
