"""Acts that happen at the same moment, for tests of what then is true."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def at_once(*acts):
    """Do the acts in threads of their own, begun together. Returns what each returned."""
    start = Barrier(len(acts))

    def begin(act):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begin, acts))
