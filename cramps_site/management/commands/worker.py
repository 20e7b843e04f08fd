import logging
import signal
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

import comments.counting
import comments.digests
import comments.notices
import comments.retention
import comments.scoring.apart
import newsletter.digests
import newsletter.issues_sending
import newsletter.lists.importing
import newsletter.proofs
import newsletter.retention
import newsletter.sending
import newsletter.stop_letters
from cramps_site.heartbeat import Heartbeat

# What somebody waits for comes first.
JOBS = [
    newsletter.sending,
    newsletter.proofs,
    newsletter.stop_letters,
    newsletter.digests,
    newsletter.issues_sending,
    newsletter.lists.importing,
    comments.digests,
    comments.notices,
    comments.scoring.apart,
    comments.counting,
    comments.retention,
    newsletter.retention,
]
PAUSE = 1.0  # seconds without work
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what waits: letters, notices, digests. Safe to stop at any instant, and to run twice."
    told_to_stop = False

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what waits now, then stop")

    def handle(self, once, **options):
        for name in [signal.SIGTERM, signal.SIGINT]:
            signal.signal(name, self.stop)
        heartbeat = Heartbeat()
        try:
            self.do_what_waits(once, heartbeat)
        finally:
            newsletter.issues_sending.stop()
            comments.scoring.apart.stop()
            comments.counting.stop()
            heartbeat.end()

    def do_what_waits(self, once, heartbeat):
        while not self.told_to_stop:
            more = [attempt(job) for each in JOBS for job in [heartbeat, each]]
            if once and not any(more):
                return
            if not any(more):
                time.sleep(PAUSE)  # rows are the queue, and no database calls us when one is written

    def stop(self, *_):
        # A plain flag: the lock of an Event may be held by the very thread that the signal interrupts.
        self.told_to_stop = True


def attempt(job):
    """One round of a job. An error is logged and ends the round, never the worker."""
    close_old_connections()
    try:
        return job.work()
    except Exception:
        log.exception("%s failed and will be tried again", job.__name__)
        return False
