"""Tells that this worker is alive, between two of its jobs: one that hangs falls silent."""

import os
import socket
import time
from contextlib import suppress

from django.db import Error

from cramps_site.models import Worker

EVERY = 10.0  # seconds


class Heartbeat:
    __name__ = "heartbeat"

    def __init__(self):
        self.worker = Worker(name=f"{socket.gethostname()[:120]}, process {os.getpid()}")
        self.due_at = 0.0

    def work(self):
        """For the worker, like each of its jobs."""
        if time.monotonic() >= self.due_at:
            self.worker.renew()
            self.due_at = time.monotonic() + EVERY
        return False

    def end(self):
        """The worker stops by itself, or was told to. While the database is away, silence tells it."""
        with suppress(Error):
            Worker.objects.filter(pk=self.worker.pk).delete()
