"""How far an issue is: it begins, passes its canary, is stopped by the brake, or is finished."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from newsletter.audience import freeze
from newsletter.models import Delivery, DeliveryEvent, Issue

TOO_LATE = timedelta(hours=24)
HARD_AT_MOST, HARD_COUNTS_FROM = 0.05, 20  # share of finished deliveries; how many there must be
COMPLAINTS_AT_MOST, COMPLAINTS_COUNT_FROM = 0.001, 1000  # Gmail's and Yahoo's demand of senders
Status, Kind = Delivery.Status, DeliveryEvent.Kind


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


def brake(issue):
    """True if too many mailboxes do not exist, or too many readers complained: a person must look."""
    rows = issue.deliveries.filter(status__in=[Status.SENT, Status.FAILED])
    finished = rows.count()
    if finished < HARD_COUNTS_FROM or issue.steps.filter(before=Issue.Status.PAUSED).exists():
        return False
    events = DeliveryEvent.objects.filter(delivery__in=rows)
    kinds = dict(events.values_list("kind").annotate(Count("delivery", distinct=True)).order_by())
    hard, complaints = kinds.get(Kind.HARD, 0), kinds.get(Kind.COMPLAINT, 0)
    if hard >= HARD_AT_MOST * finished:
        return issue.pause(why=f"{hard} of {finished} mailboxes do not exist.")
    if finished >= COMPLAINTS_COUNT_FROM and complaints >= COMPLAINTS_AT_MOST * finished:
        return issue.pause(why=f"{complaints} of {finished} readers reported it as spam.")
    return False


def pass_canary(issue):
    """True if it passed now: each of the first has had its try, and no more than half were told to wait."""
    if issue.canary_passed_at:
        return False
    canary = issue.deliveries.filter(is_canary=True)
    counts = canary.aggregate(
        all=Count("pk"),
        untried=Count("pk", filter=Q(status__in=[Status.WAITING, Status.SENDING])),
        deferred=Count("pk", filter=Q(status=Status.DEFERRED)),
    )
    if counts["untried"] or counts["deferred"] > counts["all"] / 2:
        return False
    return bool(Issue.objects.filter(pk=issue.pk, canary_passed_at=None).update(canary_passed_at=timezone.now()))
