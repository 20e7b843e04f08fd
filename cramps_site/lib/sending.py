"""Sends the mail that waits in rows. The only place that speaks to the mail server."""

import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import mailers

from cramps_site.lib.outbox import Outgoing
from cramps_site.lib.server_words import one_line
from cramps_site.lib.smtp import CLOSING, MayHaveArrived

BATCH = 10  # few, because a worker that is told to stop ends its batch first
log = logging.getLogger(__name__)
last_trouble = ""


def send_some(rows, built, *, refused=lambda row, words: None):
    """Send some of what waits among `rows`, a QuerySet or manager of Outgoing. True if there is more to do now.

    `built` makes the message for a row that was claimed and is wanted; `refused` hears of one that the mail
    server said "never" to, with its words. Without a mail server nothing is claimed, and everything keeps waiting.
    """
    rows.mark_uncertain()
    batch = list(rows.due()[:BATCH])
    if not batch:
        return False
    try:
        with mailers["default"] as server:
            say_once("")
            send_all(batch, built, server, refused)
    except OSError as error:
        say_once(f"The mail server cannot be reached, letters wait: {error}")
        return False
    return rows.due().exists()


def say_once(trouble):
    """A server that is away is tried every second; the log says so once."""
    global last_trouble
    if trouble and trouble != last_trouble:
        log.warning(trouble)
    last_trouble = trouble


def send_all(batch, built, server, refused):
    """Until the connection breaks: the rest of the batch waits for the next round and a new one."""
    try:
        for row in batch:
            if row.claim():
                send(row, built, server, refused)
    except (MayHaveArrived, OSError) as error:
        log.warning("The mail server broke off: %s", error)


def send(row, built, server, refused):
    """Send the letter of one claimed row and write what became of it. Raises what breaks the connection.

    What the server says of the recipient or of the letter counts against the letter, and so does
    a letter that cannot be built. All else is the server's own trouble: it delays and loses none.
    """
    if not row.is_wanted():
        return row.finish(Outgoing.Status.DROPPED)
    try:
        server.send_messages([built(row)])
    except MayHaveArrived as error:
        row.finish(Outgoing.Status.UNCERTAIN, error=str(error))
        raise
    except SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        settle(row, code, words, refused)
    except SMTPDataError as error:
        settle(row, error.smtp_code, error.smtp_error, refused)
    except OSError as error:
        row.defer(error=str(error), for_ever=True)
        raise
    except Exception as error:
        row.defer(error=str(error))
        raise
    else:
        row.finish(Outgoing.Status.SENT)


def settle(row, code, words, refused):
    """4xx is "not now", 5xx is "never" (RFC 5321, section 4.2.1); anything else is no answer."""
    words = f"{code} {one_line(words)}"
    if code == CLOSING:
        row.defer(error=words, for_ever=True)
        raise SMTPServerDisconnected(words)
    if 400 <= code < 500:
        row.defer(error=words)
    elif code >= 500:
        row.finish(Outgoing.Status.FAILED, error=words)
        refused(row, words)
    else:
        row.finish(Outgoing.Status.UNCERTAIN, error=words)
