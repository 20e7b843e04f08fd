"""What becomes of a delivery by what the mail server answered."""

from cramps_site.lib.server_words import without_address
from newsletter.bounces.rules import Event, take
from newsletter.bounces.statuses import ENHANCED, OF_THE_SENDER, THROTTLED, bounce_of, codes_in
from newsletter.models import Delivery, DeliveryEvent
from newsletter.sender.pace import slow_down

WORDS_SHOWN = 100  # characters; with all of them the reason fits into its field
PUT_RIGHT = "It counts against no reader. Put MAIL_FROM, BOUNCE_ADDRESS or the password of MAIL_URL right, then go on."


def record(answers):
    """Write what became of the letters that were answered. In the ledger's transaction."""
    Delivery.objects.sent([answer.delivery for answer in answers if answer.delivery and answer.is_yes])
    for answer in answers:
        if answer.delivery and not answer.is_yes:
            record_trouble(answer)


def record_trouble(answer):
    delivery, code, words = answer.delivery, answer.code, answer.words
    if is_throttled(code, words):
        slow_down("", words if code == 0 else f"{code} {words}")
    if code is None:
        delivery.uncertain(error=words)
    elif answer.refuses_us or (code >= 500 and OF_THE_SENDER.search(words)):
        refused_sender(delivery, words if code == 0 else f"{code} {words}")
    elif code == 0:
        delivery.held_up(error=words)
    else:
        refused(delivery, code, words)


def is_throttled(code, words):
    """Our own mail server has too much of us, whomever we write to: "454 Throttling failure: Maximum sending rate
    exceeded", said of the sender (code 0), of a recipient or of the letter.
    """
    return code == THROTTLED or (code == 0 and words.startswith(str(THROTTLED)))


def refused_sender(delivery, words):
    """Nothing was said of the reader, and every other letter would be told the same: a person must look."""
    delivery.held_up(error=words)
    said = without_address(words, delivery.address)[:WORDS_SHOWN]
    delivery.issue.pause(why=f"The mail server refuses our own sender: “{said}”. {PUT_RIGHT}")


def refused(delivery, code, words):
    """4xx is "not now", 5xx is "never" (RFC 5321, section 4.2.1). What ends a letter is told like any other report."""
    enhanced = ENHANCED.search(words)
    error = f"{code} {words}"
    said, kind = {"code": codes_in(error), "error": error}, bounce_of(error)
    speaks_of_the_mailbox = enhanced and enhanced[2] == "2"
    speaks_of_the_domain = not speaks_of_the_mailbox and not is_throttled(code, words)
    if speaks_of_the_domain and (code < 500 or kind == DeliveryEvent.Kind.POLICY):
        slow_down(delivery.domain, error)
    written = delivery.deferred(**said) if code < 500 else delivery.failed(**said)
    if written and delivery.status == Delivery.Status.FAILED:
        event_id = f"answer:{delivery.pk}:{delivery.claimed_at.timestamp()}"
        take(Event(delivery.bounce_token(), event_id, kind, code=said["code"], words=error))
