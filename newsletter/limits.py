"""How often the newsletter may be asked for. Strangers type in strangers' addresses, and each brings a letter."""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone

from cramps_site.lib.rate_limit import RateLimit

HOUR = timedelta(hours=1)
OF_A_NETWORK = RateLimit("subscribe", times=5, seconds=HOUR.total_seconds())
TO_AN_ADDRESS = [(1, timedelta(minutes=15)), (3, timedelta(days=7))]  # letters


def wait_for_all(letters):
    """The seconds until a letter may be asked for by anybody: 0 while fewer than ASKS_AN_HOUR of `letters` were.

    `letters` are those that the form brings. Counted from the rows, so by all processes together.
    """
    most = settings.ASKS_AN_HOUR
    times = letters.order_by("-asked_at").values_list("asked_at", flat=True)
    full_since = times[most - 1 : most].first() if most else timezone.now()
    wait = (full_since + HOUR - timezone.now()).total_seconds() if full_since else 0
    return max(0, ceil(wait))
