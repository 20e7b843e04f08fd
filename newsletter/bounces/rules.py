"""What a report of a letter changes: the one door for our own mail server's answers, webhooks and returned mail."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cramps_site.lib.server_words import one_line
from newsletter.bounces.statuses import CAME_BACK
from newsletter.models import Delivery, DeliveryEvent, Letter, Subscriber, Suppression

SOFT_COUNT, SOFT_OF_LAST, SOFT_SPAN = 3, 5, timedelta(days=7)
CLOCKS_DIFFER = timedelta(minutes=5)
OLDEST_YEAR = 2000
Kind, Cause = DeliveryEvent.Kind, Suppression.Cause


class NotOurs(Exception):
    """No letter of ours had this token, so the report counts against nobody."""


@dataclass(frozen=True)
class Event:
    """What somebody tells of a letter.

    `token` stood on the letter's envelope or in its Message-ID, and nowhere else. `event_id` begins with the
    teller's name; a second event of one id is the first one, told again.
    """

    token: str
    event_id: str
    kind: Kind
    code: str = ""
    words: str = ""
    happened_at: datetime = field(default_factory=timezone.now)


@transaction.atomic
def take(event):
    """Write down an event, and what follows from it. False if it was told before. Raises NotOurs."""
    sent = letter_of(event.token, lock=True)
    if sent is None:
        raise NotOurs
    told = {
        "delivery" if isinstance(sent, Delivery) else "letter": sent,
        "kind": event.kind,
        "code": one_line(event.code)[:20],
        "words": one_line(event.words)[:500] if sent.address else "",  # they may repeat who was erased
        "happened_at": possible(event.happened_at),
    }
    written, is_new = DeliveryEvent.objects.get_or_create(event_id=event.event_id, defaults=told)
    if is_new:
        settle(sent, written)
        count_against(sent.subscriber_id, event.kind)
    return is_new


def letter_of(token, *, lock=False):
    """The Delivery, or the Letter that a reader's own act brought, whose token this is. None: no letter of ours."""
    for model in [Delivery, Letter]:
        rows = model.objects.select_for_update() if lock else model.objects
        sent = rows.from_token(token)
        if sent:
            return sent
    return None


def possible(moment):
    """Clocks go wrong, and dates are forged: what is still to come, or was before there were letters, is now."""
    now = timezone.now()
    return moment if moment.year >= OLDEST_YEAR and moment < now else now


def settle(sent, event):
    """What became of the letter, in whatever order its reports come: who arrived may still come back."""
    this_try = (sent.claimed_at or event.happened_at) - CLOCKS_DIFFER
    if event.kind not in CAME_BACK:
        if not sent.events.filter(kind__in=CAME_BACK, happened_at__gte=this_try).exists():
            sent.arrived(at=event.happened_at)
    elif event.happened_at >= this_try:
        sent.came_back(code=event.code, error=event.words)


def count_against(reader_pk, kind):
    """A mailbox that does not exist, one that took nothing for long, a complaint: never again. A block of ours: no."""
    reader = Subscriber.objects.select_for_update().get(pk=reader_pk)
    if kind == Kind.HARD:
        reader.suppress(Cause.HARD)
    if kind == Kind.COMPLAINT:
        reader.suppress(Cause.COMPLAINT)
    if kind == Kind.LEFT:
        reader.leave()
    if kind == Kind.SOFT and took_nothing(reader):
        reader.suppress(Cause.SOFT)


def took_nothing(reader):
    """Of the last five issues three came back as "not now", a week apart, and none is known to have arrived since."""
    tried = reader.deliveries.filter(status__in=[Delivery.Status.SENT, Delivery.Status.FAILED])
    last = list(tried.order_by("-claimed_at", "-pk").values_list("pk", flat=True)[:SOFT_OF_LAST])
    events = DeliveryEvent.objects.filter(delivery__in=last).order_by("happened_at", "pk")
    came_back = {}
    for delivery, kind, happened_at in events.values_list("delivery", "kind", "happened_at"):
        if kind == Kind.DELIVERED:
            came_back.clear()
        if kind == Kind.SOFT:
            came_back[delivery] = happened_at
    times = came_back.values()
    return len(times) >= SOFT_COUNT and max(times) - min(times) >= SOFT_SPAN
