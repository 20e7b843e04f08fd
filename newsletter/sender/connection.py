"""One connection to the mail server, in a thread of its own. It holds one letter at most, and no database."""

from dataclasses import dataclass
from queue import Empty, SimpleQueue
from smtplib import SMTPDataError, SMTPRecipientsRefused
from threading import Thread

from django.core.mail import mailers

from cramps_site.lib.server_words import one_line
from cramps_site.lib.smtp import CLOSING, MayHaveArrived
from newsletter.models import Delivery

LETTERS_A_CONNECTION = 100  # servers count, and close those that stay for ever
IDLE_AT_MOST = 5  # seconds


@dataclass
class Answer:
    """What the server said of a delivery. `code` 0: the line broke before the letter was handed over; None: after."""

    connection: "Connection"
    delivery: Delivery | None
    code: int | None
    words: str = ""

    @property
    def is_yes(self):
        return bool(self.code) and self.code < 400


class Connection(Thread):
    """Takes `Job`s, puts an Answer for each into `answers`; a job without a delivery only opens the line."""

    def __init__(self, answers):
        super().__init__(daemon=True, name="letters")
        self.jobs, self.answers, self.server, self.sent = SimpleQueue(), answers, None, 0
        self.is_open = False
        self.start()

    def run(self):
        while True:
            try:
                job = self.jobs.get(timeout=IDLE_AT_MOST if self.is_open else None)
            except Empty:
                self.close()
                continue
            if job is None:
                return self.close()
            self.answers.put(self.answer(*job))

    def answer(self, delivery, sender, letter):
        try:
            code, words = self.say(delivery, sender, letter)
        except MayHaveArrived as error:
            self.close()
            code, words = None, str(error)
        except SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
        except SMTPDataError as error:
            code, words = error.smtp_code, error.smtp_error
        except OSError as error:
            self.close()
            code, words = 0, str(error)
        except Exception as error:  # a letter that cannot be written down, and no fault of the line
            self.close()
            code, words = 500, repr(error)
        if code == CLOSING:
            self.close()
        return Answer(self, delivery, code, one_line(words))

    def say(self, delivery, sender, letter):
        if not self.is_open:
            self.server, self.sent = mailers["default"], 0
            self.server.open()
            self.is_open = True
        if delivery is not None:
            self.server.hand_over(sender, delivery.address, letter())
            self.sent += 1
        if self.sent >= LETTERS_A_CONNECTION:
            self.close()
        return 250, ""

    def close(self):
        if self.is_open:
            self.is_open = False
            self.server.close()
