"""What becomes of a delivery by what the mail server answered."""

from newsletter.bounces.statuses import ENHANCED, kind_of
from newsletter.models import Delivery, DeliveryEvent, Suppression
from newsletter.sender.pace import slow_down


def record(answers):
    """Write what became of the letters that were answered. In the ledger's transaction."""
    Delivery.objects.sent([answer.delivery for answer in answers if answer.delivery and answer.is_yes])
    for answer in answers:
        if answer.delivery and not answer.is_yes:
            record_trouble(answer)


def record_trouble(answer):
    delivery, code, words = answer.delivery, answer.code, answer.words
    if code is None:
        return delivery.uncertain(error=words)
    if code == 0:
        return delivery.held_up(error=words)
    enhanced = ENHANCED.search(words)
    said = {"code": f"{code} {enhanced[0] if enhanced else ''}".strip(), "error": f"{code} {words}"}
    if code < 500:
        speaks_of_the_mailbox = enhanced and enhanced[2] == "2"
        if not speaks_of_the_mailbox:
            slow_down(delivery.domain, said["error"])
        return delivery.deferred(**said)
    return refused(delivery, kind_of(code, words), said)


def refused(delivery, kind, said):
    """Nobody is written to again whose mailbox does not exist; a block of ours counts against nobody."""
    failed = delivery.failed(**said)
    if failed and kind:
        event_id = f"answer:{delivery.pk}:{delivery.attempts}"
        event = {"delivery": delivery, "kind": kind, "code": said["code"], "words": said["error"][:500]}
        DeliveryEvent.objects.get_or_create(event_id=event_id, defaults=event)
    if failed and kind == DeliveryEvent.Kind.HARD:
        Suppression.objects.add(delivery.address, Suppression.Cause.HARD)
    return failed
