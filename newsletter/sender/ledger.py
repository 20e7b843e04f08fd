"""The one thread that owns the database while letters go: it claims, hands out, and writes what became of them."""

import logging
import time
from functools import lru_cache, partial

from django.conf import settings
from django.db import transaction

from newsletter.models import Edition
from newsletter.sender.claims import Claims, is_anything_due
from newsletter.sender.connection import CLOSED, Lines
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
        self.lines = Lines(max(1, settings.LETTER_CONNECTIONS))
        self.connections = self.lines.connections
        self.trouble, self.quiet_until, self.renewed_at = "", 0.0, time.monotonic()
        self.sender_of, self.claims = sender_of, Claims()
        self.letters_of = lru_cache(maxsize=16)(lambda pk: letter_bytes(Edition.objects.get(pk=pk)))

    @property
    def busy(self):
        return [connection for connection in self.connections if connection.is_busy]

    def resting(self):
        return [connection for connection in self.connections if connection.is_open and not connection.is_busy]

    def round(self):
        """Send for about a second. True if there is more to do now; a slow server's answers are taken next time."""
        until = time.monotonic() + ROUND
        while time.monotonic() < until:
            if self.step() or self.busy:
                continue
            if time.monotonic() < self.quiet_until or not is_anything_due():
                return False
            time.sleep(A_MOMENT)  # LETTERS_PER_SECOND lets none go yet, and nothing but the clock changes that
        return True

    def stop(self):
        """Claim nothing more; write what becomes of the letters under way, and close the lines."""
        while self.busy:
            self.step(claims=False)
        self.lines.close()

    def step(self, *, claims=True):
        """Write the outcomes of the letters that were answered, and hand out the next. How many."""
        answers = self.answered()
        try:
            claimed = self.write(answers, claims=claims)
        except Exception:
            for answer in answers:  # the database was away: they are written the next time
                answer.connection.is_busy = True
                self.lines.answers.put(answer)
            raise
        for connection, delivery, letter in claimed:
            connection.hand_over(delivery, self.sender_of(delivery), partial(letter.filled, delivery))
        self.close_spent()
        if claims:
            self.open_closed()
        return len(claimed)

    def write(self, answers, *, claims):
        """One transaction: outcomes, and claims for the lines that are free: [(line, delivery, its letter)]."""
        for answer in answers:
            answer.connection.rest()
            self.note(answer)
        ready = [connection for connection in self.resting() if connection.is_fit] if claims else []
        with transaction.atomic():
            record(answers)
            self.renew()
            claimed = self.claims.take(len(ready))
            letters = [self.letters_of(delivery.edition_id) for delivery in claimed]
        return list(zip(ready, claimed, letters, strict=False))

    def answered(self):
        """All answers that are there. The first may take a moment; it waits for others that follow at once."""
        answers, until = self.lines.answered(), time.monotonic() + A_MOMENT
        heard = bool(self.busy) or self.lines.go_on(0)
        while heard and len(answers) < len(self.busy) and time.monotonic() < until:
            heard = self.lines.go_on(AT_ONCE if answers else A_MOMENT)
            answers += self.lines.answered()
        return answers

    def note(self, answer):
        """A server that is away is tried every few seconds; the log says so once."""
        if answer.code == CLOSED:
            return
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
            for connection in self.busy:
                if connection.delivery:
                    connection.delivery.renew()

    def close_spent(self):
        for connection in self.resting():
            if connection.is_spent:
                connection.close()

    def open_closed(self):
        """A line is open before a row is claimed for it: without a mail server none is."""
        closed = [connection for connection in self.connections if not connection.is_busy and not connection.is_open]
        if closed and time.monotonic() > self.quiet_until and is_anything_due():
            for connection in closed:
                connection.open()
