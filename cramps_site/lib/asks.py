"""How many letters forms may bring, to one address and to all: whoever types an address into one may be anybody."""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone

HOUR = timedelta(hours=1)


def wait_for_all(letters, moment):
    """The seconds until one letter more may be brought by anybody: 0 while fewer than ASKS_AN_HOUR were.

    `letters` are those that the forms brought, each counted at `moment`, a field of theirs. Counted from the rows, so
    by all processes together.
    """
    most = settings.ASKS_AN_HOUR
    times = letters.order_by(f"-{moment}").values_list(moment, flat=True)
    full_since = times[most - 1 : most].first() if most else timezone.now()
    wait = (full_since + HOUR - timezone.now()).total_seconds() if full_since else 0
    return max(0, ceil(wait))


def has_room(letters, limits, moment):
    """Whether one letter more may go to an address to which `letters` went, each counted at `moment`, its field.

    `limits` is [(how many at most, within which time)]. All are asked, so that it takes as long whichever is met.
    """
    now = timezone.now()
    full = [letters.filter(**{f"{moment}__gt": now - within}).count() >= most for most, within in limits]
    return not any(full)
