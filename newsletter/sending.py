"""Sends the letters that wait. The only place that speaks to the mail server."""

import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import mailers

from cramps_site.lib.mail import MayHaveArrived
from newsletter.letters import built
from newsletter.models import Letter

BATCH = 10  # few, because a worker that is told to stop ends its batch first
CLOSING = 421  # "service not available, closing transmission channel" (RFC 5321, section 4.2.2)
log = logging.getLogger(__name__)


def work():
    """Send some of what waits. True if there is more to do now.

    Without a mail server nothing is claimed, and everything keeps waiting.
    """
    Letter.objects.mark_uncertain()
    batch = list(Letter.objects.due()[:BATCH])
    if not batch:
        return False
    try:
        with mailers["default"] as server:
            send_all(batch, server)
    except OSError as error:
        log.warning("The mail server cannot be reached, letters wait: %s", error)
        return False
    return Letter.objects.due().exists()


def send_all(batch, server):
    """Until the connection breaks: the rest of the batch waits for the next round and a new one."""
    try:
        for row in batch:
            if row.claim():
                send(row, server)
    except (MayHaveArrived, OSError) as error:
        log.warning("The mail server broke off: %s", error)


def send(row, server):
    """Send one claimed letter and write what became of it. Raises what breaks the connection.

    Only what the server says of the recipient or of the letter counts against the letter. All
    else is the server's own trouble, which delays letters and loses none.
    """
    if not row.is_wanted():
        return row.finish(Letter.Status.DROPPED)
    try:
        server.send_messages([built(row)])
    except MayHaveArrived as error:
        row.finish(Letter.Status.UNCERTAIN, error=str(error))
        raise
    except SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        settle(row, code, words)
    except SMTPDataError as error:
        settle(row, error.smtp_code, error.smtp_error)
    except OSError as error:
        row.defer(error=str(error), for_ever=True)
        raise
    except Exception as error:
        row.defer(error=str(error))
        raise
    else:
        row.finish(Letter.Status.SENT)


def settle(row, code, words):
    """4xx is "not now", 5xx is "never" (RFC 5321, section 4.2.1); anything else is no answer."""
    words = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    if code == CLOSING:
        row.defer(error=words, for_ever=True)
        raise SMTPServerDisconnected(words)
    if 400 <= code < 500:
        row.defer(error=words)
    else:
        row.finish(Letter.Status.FAILED if code >= 500 else Letter.Status.UNCERTAIN, error=words)
