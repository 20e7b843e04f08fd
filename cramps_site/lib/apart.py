"""Commands that the worker starts as processes of their own: what takes long, or much memory, and nobody waits for."""

import subprocess
import sys
from contextlib import suppress
from time import monotonic

from django.conf import settings

ENDS_WITHIN = 20.0  # seconds, when the worker ends


class Apart:
    """`manage.py` with these arguments, one process at a time, started `every` so many seconds at most."""

    def __init__(self, *arguments, every):
        self.arguments, self.every = arguments, every
        self.process, self.started_at = None, -every

    @property
    def may_start(self):
        is_under_way = self.process is not None and self.process.poll() is None
        return not is_under_way and monotonic() - self.started_at >= self.every

    def start(self):
        self.process = subprocess.Popen([sys.executable, settings.BASE_DIR / "manage.py", *self.arguments])
        self.started_at = monotonic()

    def stop(self):
        """The worker ends. What is not done by then, the next one starts again."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(ENDS_WITHIN)
        self.process.kill()
        self.process.wait()
