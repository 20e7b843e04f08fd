"""Sends the letters that wait. The only place that speaks to the mail server."""

import logging
import smtplib

from django.core.mail import mailers

from cramps_site.lib.mail import MayHaveArrived
from newsletter.letters import built
from newsletter.models import Letter

BATCH = 50
log = logging.getLogger(__name__)


def work():
    """Send some of what waits. True if there is more to do now.

    Without a mail server nothing is claimed, and everything keeps waiting.
    """
    Letter.objects.mark_uncertain()
    if not Letter.objects.due().exists():
        return False
    try:
        with mailers["default"] as server:
            for row in Letter.objects.due().select_related("subscriber")[:BATCH]:
                if row.claim():
                    send(row, server)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("The mail server cannot be used, letters wait: %s", error)
        return False
    return Letter.objects.due().exists()


def send(row, server):
    """Send one claimed letter and write what became of it. Raises OSError when the server is gone."""
    if not row.is_wanted():
        return row.finish(Letter.Status.DROPPED)
    try:
        server.send_messages([built(row)])
    except MayHaveArrived as error:
        row.finish(Letter.Status.UNCERTAIN, error=str(error))
        server.close()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        settle(row, code, words)
    except smtplib.SMTPResponseException as error:
        settle(row, error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        row.defer(error=str(error))
        raise
    else:
        row.finish(Letter.Status.SENT)


def settle(row, code, words):
    """4xx is "not now", 5xx is "never" (RFC 5321, section 4.2.1)."""
    words = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    if 400 <= code < 500:
        row.defer(error=words)
    else:
        row.finish(Letter.Status.FAILED, error=words)
