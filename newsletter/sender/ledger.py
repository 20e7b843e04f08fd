"""The one thread that owns the database while letters go: it claims, hands out, and writes what became of them."""

import logging
import time
from functools import lru_cache
from queue import Empty, SimpleQueue

from django.conf import settings
from django.db import transaction

from newsletter.models import Edition
from newsletter.sender.claims import Claims, is_anything_due
from newsletter.sender.connection import Connection
from newsletter.sender.outcomes import record

ROUND = 1.0  # seconds until the worker's other jobs have their turn
A_MOMENT = 0.05  # seconds
AT_ONCE = 0.003  # seconds
RENEW_EVERY = 20.0  # seconds
TROUBLE_LASTS = 5.0  # seconds until a server that is away is tried again
log = logging.getLogger(__name__)


class Ledger:
    """`letter_bytes(edition)` gives what has `filled(delivery)`; `sender_of(delivery)` the envelope sender."""

    def __init__(self, letter_bytes, sender_of):
        self.answers = SimpleQueue()
        self.connections = [Connection(self.answers) for _ in range(max(1, settings.LETTER_CONNECTIONS))]
        self.busy = {}  # connection: the delivery it holds, None while it opens its line
        self.trouble, self.quiet_until, self.renewed_at = "", 0.0, time.monotonic()
        self.sender_of, self.claims = sender_of, Claims()
        self.letters_of = lru_cache(maxsize=16)(lambda pk: letter_bytes(Edition.objects.get(pk=pk)))

    def round(self):
        """Send for about a second. True if there is more to do now; a slow server's answers are taken next time."""
        until = time.monotonic() + ROUND
        while time.monotonic() < until:
            if self.step() or self.busy:
                continue
            if time.monotonic() < self.quiet_until or not is_anything_due():
                return False
            time.sleep(A_MOMENT)  # its pace holds it up
        return True

    def stop(self):
        """Claim nothing more; write what becomes of the letters under way, and end the threads."""
        while self.busy:
            self.step(claims=False)
        for connection in self.connections:
            connection.jobs.put(None)
        for connection in self.connections:
            connection.join()

    def step(self, *, claims=True):
        """One transaction: outcomes of the letters that were answered, and the next claims. How many claims."""
        answers = self.answered()
        try:
            return self.write(answers, claims=claims)
        except Exception:
            for answer in answers:  # the database was away: they are written the next time
                self.busy[answer.connection] = answer.delivery
                self.answers.put(answer)
            raise

    def write(self, answers, *, claims):
        for answer in answers:
            self.busy.pop(answer.connection)
            self.note(answer)
        free = [connection for connection in self.connections if connection not in self.busy] if claims else []
        ready = [connection for connection in free if connection.is_open]
        with transaction.atomic():
            record(answers)
            self.renew()
            claimed = self.claims.take(len(ready))
            letters = [self.letters_of(delivery.edition_id) for delivery in claimed]
        for connection, delivery, letter in zip(ready, claimed, letters, strict=False):
            self.hand_out(connection, delivery, letter)
        self.open_lines([connection for connection in free if not connection.is_open])
        return len(claimed)

    def answered(self):
        """All answers that are there. The first may take a moment; it waits for others that follow at once."""
        answers, patience = [], A_MOMENT
        try:
            while len(answers) < len(self.busy):
                answers.append(self.answers.get(timeout=patience))
                patience = AT_ONCE
        except Empty:
            pass
        return answers

    def note(self, answer):
        """A server that is away is tried every few seconds; the log says so once."""
        trouble = answer.words if answer.code == 0 else ""
        if trouble:
            self.quiet_until = time.monotonic() + TROUBLE_LASTS
        if trouble and trouble != self.trouble:
            log.warning("The mail server cannot be reached, letters wait: %s", trouble)
        self.trouble = trouble

    def renew(self):
        """So that no other worker takes rows of a slow server for those of a dead worker."""
        if time.monotonic() - self.renewed_at > RENEW_EVERY:
            self.renewed_at = time.monotonic()
            for delivery in filter(None, self.busy.values()):
                delivery.renew()

    def hand_out(self, connection, delivery, letter):
        self.busy[connection] = delivery
        connection.jobs.put((delivery, self.sender_of(delivery), lambda: letter.filled(delivery)))

    def open_lines(self, closed):
        """A line is open before a row is claimed for it: without a mail server none is."""
        if closed and time.monotonic() > self.quiet_until and is_anything_due():
            for connection in closed:
                self.busy[connection] = None
                connection.jobs.put((None, "", None))
