"""How far an issue is: it begins or is held back, passes its canary, is stopped, or is finished."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from newsletter import checks
from newsletter.audience import ListChanged, freeze
from newsletter.models import Delivery, Issue
from newsletter.models.one_at_a_time import wait_for_other_freezing
from newsletter.sender.brake import brake, stop_at_canary

TOO_LATE = timedelta(hours=24)
Status = Delivery.Status


def begin():
    """Issues whose time has come are frozen into rows; those of more than a day ago are not sent unasked."""
    for issue in Issue.objects.due():
        if timezone.now() - issue.send_at > TOO_LATE:
            issue.miss()
        else:
            freeze_if_right(issue)


@transaction.atomic
def freeze_if_right(issue):
    """Frozen, or a draft again: it may have been scheduled days ago, and what it holds was withdrawn since."""
    wait_for_other_freezing()
    issue = Issue.objects.due().select_for_update().filter(pk=issue.pk).first()
    if issue is None:  # another worker was first, or somebody who chose another time
        return
    wrong = checks.errors(issue)
    if wrong:
        issue.hold_back(why=" ".join(finding.words for finding in wrong))
    elif freeze(issue) and checks.errors(issue):
        raise ListChanged(f"“{issue}” changed while its list was frozen: all of it is undone, and looked at anew.")


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
