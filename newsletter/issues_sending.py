"""Sends issues of the newsletter to their readers."""

from newsletter.issue_letters import LetterBytes, envelope_sender
from newsletter.models import Delivery, Issue
from newsletter.sender import watch
from newsletter.sender.ledger import Ledger
from newsletter.sender.progress import begin, look_after

ledger = None


def work():
    """Send for about a second. True if there is more to do now."""
    watch.look()
    begin()
    Delivery.objects.mark_uncertain()
    Delivery.objects.leave_out_cancelled()
    look_after()
    if Issue.objects.filter(status=Issue.Status.SENDING).exists() or (ledger and ledger.busy):
        return the_ledger().round() or look_after()
    if ledger:
        ledger.close_spent()
    return False


def the_ledger():
    global ledger
    if ledger is None:
        ledger = Ledger(LetterBytes, envelope_sender)
    return ledger


def stop():
    """The worker ends: letters under way are answered first."""
    global ledger
    if ledger is not None:
        ledger.stop()
        ledger = None
