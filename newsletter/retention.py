"""What the newsletter forgets, and when. The page /privacy/ is filled from these periods."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cramps_site.lib.forgetting import Forgetting, before, some
from newsletter.models import AskedLink, Issue, Letter, ListRow, Proof, StopLetter, Subscriber, SubscriberList
from newsletter.models.asked_link import HOLDS_FOR
from newsletter.models.letter import LINK_LIFE

UNCONFIRMED_KEPT = timedelta(days=30)  # after somebody last asked
LETTERS_KEPT = timedelta(days=90)  # after they were due
ADDRESSES_KEPT = timedelta(days=90)  # with an issue, after its list was frozen
LISTS_KEPT = timedelta(days=30)  # the rows of a list, after what was last done with it
UNSENT = {Letter.Status.WAITING, Letter.Status.SENDING}
ERASED_AT_ONCE = 25  # readers: erasing asks a few queries each


def unconfirmed():
    """Who never confirmed. While a letter still waits, or its link works, they may; not who is suppressed."""
    may_still = Q(status__in=UNSENT) | Q(claimed_at__gte=before(LINK_LIFE))
    letters = Letter.objects.filter(may_still, subscriber=OuterRef("pk"))
    waited_in_vain = Q(~Exists(letters), status=Subscriber.Status.PENDING)
    barred = Q(status=Subscriber.Status.SUPPRESSED, confirmed_at=None)
    due = Subscriber.objects.filter(waited_in_vain | barred, asked_at__lt=before(UNCONFIRMED_KEPT))
    with transaction.atomic():
        readers = list(due.order_by("asked_at").select_for_update()[:ERASED_AT_ONCE])
        for reader in readers:
            reader.forget()
    return len(readers)


def letters():
    return gone(Letter)


def proofs():
    return gone(Proof) + gone(StopLetter)


def gone(mail):
    """Of mail that went out, or never will."""
    due = mail.objects.exclude(status__in=UNSENT).filter(due_at__lt=before(LETTERS_KEPT)).order_by()
    return mail.objects.filter(pk__in=some(due)).delete()[0]


def addresses():
    """With whom an issue went out, but not that it did: no article goes to anybody twice. An issue at a time."""
    over = [Issue.Status.FINISHED, Issue.Status.CANCELLED]
    due = Issue.objects.filter(status__in=over, frozen_at__lt=before(ADDRESSES_KEPT), readers_forgotten_at=None)
    issue = due.order_by("frozen_at").first()
    if issue is None:
        return 0
    held = issue.deliveries.exclude(address="")
    batch = some(held)
    issue.deliveries.filter(pk__in=batch).forget()
    if not batch:
        Issue.objects.filter(pk=issue.pk).update(readers_forgotten_at=timezone.now())
    return len(batch) or 1


def lists():
    """The rows of lists; one that nobody decided on is put aside with them. What was attested stays."""
    due = SubscriberList.objects.filter(changed_at__lt=before(LISTS_KEPT))
    for undecided in due.filter(status=SubscriberList.Status.READ):
        undecided.put_aside(by=None)
    rows = ListRow.objects.filter(list__in=due.filter(status=SubscriberList.Status.IMPORTED)).order_by()
    return ListRow.objects.filter(pk__in=some(rows)).delete()[0]


def answers():
    """Of other sites, when they do not hold any more."""
    due = AskedLink.objects.filter(asked_at__lte=before(HOLDS_FOR)).order_by()
    return AskedLink.objects.filter(pk__in=some(due)).delete()[0]


forgetting = Forgetting([unconfirmed, letters, proofs, addresses, lists, answers])
work, forget = forgetting.work, forgetting.forget
