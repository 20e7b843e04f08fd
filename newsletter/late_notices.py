"""Notices of correction for those who received the text only after the list of the notice was frozen.

A letter may fail and be tried again, be told to come later, or turn out to have arrived. Such a reader's row of the
notice says that they are left out. It waits, once, when somebody asks that they be told too.
"""

from django.db import transaction
from django.db.models import OuterRef
from django.utils import timezone

from newsletter.audience import DOMAIN, brought_by
from newsletter.corrections import editions_with_the_text
from newsletter.models import Delivery, Issue, Subscriber

GOES_OUT = [Issue.Status.SENDING, Issue.Status.PAUSED, Issue.Status.FINISHED]


def notices():
    """Those that went out and may still be sent to somebody, newest first. Once readers are forgotten, to nobody."""
    gone_out = Issue.objects.filter(kind=Issue.Kind.CORRECTION, status__in=GOES_OUT, readers_forgotten_at=None)
    return gone_out.exclude(correction=None).select_related("correction__article").order_by("-frozen_at", "-pk")


def late_readers(notice):
    """Rows of the notice: those that were left out, of readers who received the text since and can be written to."""
    brought = brought_by(editions_with_the_text(notice.correction), Delivery.RECEIVED, reader="subscriber")
    left_out = notice.deliveries.filter(brought, status=Delivery.Status.EXCLUDED)
    return left_out.filter(subscriber__status=Subscriber.Status.CONFIRMED)


@transaction.atomic
def tell_late_readers(notice, *, by):
    """They wait for the notice now, each once. How many."""
    notice.locked_status()
    if not notices().filter(pk=notice.pk).exists():
        return 0
    reader = Subscriber.objects.filter(pk=OuterRef("subscriber"))
    told = late_readers(notice).update(
        status=Delivery.Status.WAITING,
        excluded_because="",
        edition=notice.editions.get(),
        address=reader.values("email"),
        domain=reader.values(domain=DOMAIN),
        due_at=timezone.now(),
    )
    if told:
        notice.goes_on(by=by, why=f"{told} received the text since, and are told too.")
    return told
