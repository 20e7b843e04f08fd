"""How far an issue is: it begins, passes its canary, is stopped, or is finished."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from newsletter.audience import freeze
from newsletter.models import Delivery, Issue
from newsletter.sender.brake import brake, stop_at_canary

TOO_LATE = timedelta(hours=24)
Status = Delivery.Status


def begin():
    """Issues whose time has come are frozen into rows; those of more than a day ago are not sent unasked."""
    for issue in Issue.objects.due():
        if timezone.now() - issue.send_at > TOO_LATE:
            issue.miss()
        else:
            freeze(issue)


def look_after():
    """True if a canary has passed, so that there is more to send now."""
    passed = False
    for issue in Issue.objects.filter(status=Issue.Status.SENDING):
        if not brake(issue):
            passed = pass_canary(issue) or passed
            issue.finish()
    return passed


def pass_canary(issue):
    """True if it passed now: each of the first has had its try, and for most it went well."""
    if issue.canary_passed_at:
        return False
    canary = issue.deliveries.filter(is_canary=True)
    counts = canary.aggregate(
        all=Count("pk"),
        untried=Count("pk", filter=Q(status__in=[Status.WAITING, Status.SENDING])),
        deferred=Count("pk", filter=Q(status=Status.DEFERRED)),
    )
    if counts["untried"] or counts["deferred"] > counts["all"] / 2 or stop_at_canary(issue, canary):
        return False
    return bool(Issue.objects.filter(pk=issue.pk, canary_passed_at=None).update(canary_passed_at=timezone.now()))
