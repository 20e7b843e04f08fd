"""Whether the rows may be older than the world: a backup of the middle of a send does not know who got it since.

Then nothing goes out unasked: a person looks, and lets it go on. The signs are that no worker looked after the issues
for an hour, by the database itself, or that it is another one than before.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.timesince import timesince

from cramps_site.lib import this_database
from newsletter.models import Delivery, Issue, IssueStep, Watch

AWAY = timedelta(hours=1)
LOOK_EVERY, WRITE_EVERY = timedelta(seconds=10), timedelta(minutes=1)
WHAT_TO_DO = (
    "The mail server's log tells who got it. Go on, and those who still wait get it; or cancel, and they do not."
)
log = logging.getLogger(__name__)
looked_at = None


def look():
    """Before anything is sent. Pauses by itself what may have gone out already, and says why."""
    global looked_at
    now = timezone.now()
    if looked_at is not None and looked_at <= now < looked_at + LOOK_EVERY:
        return
    with transaction.atomic():
        here = this_database.mark()
        seen = {"mark": here, "seen_at": lambda: last_act() or now}
        watch, _ = Watch.objects.select_for_update().get_or_create(pk=1, defaults=seen)
        away = now - watch.seen_at
        if watch.mark != here:
            stop_all("This database was restored from a backup, or is a copy: who got the letter since is not known.")
            miss_what_is_due()
            watch.restored_at = now
        elif away > AWAY:
            absent = timesince(watch.seen_at, now, depth=1)
            stop_all(f"Nobody looked after it for {absent}: no worker ran, or a backup was restored.")
        if away > WRITE_EVERY or watch.mark != here:
            watch.mark, watch.seen_at = here, now
            watch.save()
    looked_at = now


def last_act():
    """Of the issues that are being sent, where no worker has kept watch yet; None without any."""
    sending = Issue.objects.filter(status=Issue.Status.SENDING).order_by()
    kept = [(sending, "frozen_at"), (IssueStep.objects.filter(issue__in=sending).order_by(), "made_at")]
    kept.append((Delivery.objects.filter(issue__in=sending).order_by(), "claimed_at"))
    acts = [rows.aggregate(last=Max(moment))["last"] for rows, moment in kept]
    return max(filter(None, acts), default=None)


def stop_all(why):
    for issue in Issue.objects.filter(status=Issue.Status.SENDING):
        issue.pause(why=f"{why} {WHAT_TO_DO}")


def miss_what_is_due():
    """It may have gone out from the database that this one is a copy of."""
    for issue in Issue.objects.due():
        if issue.miss(why="Its time came while another database was in use: it may have gone out from there."):
            log.warning("“%s” is not sent: it may have gone out from another database.", issue)


def may_have_gone_out(due):
    """Whether what was due at that moment may have been made and sent by the database that this one is a copy of."""
    look()
    return Watch.objects.filter(restored_at__gte=due).exists()
