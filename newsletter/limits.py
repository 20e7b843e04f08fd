"""How often the newsletter may be asked for. Strangers type in strangers' addresses, and each brings a letter."""

from datetime import timedelta

from cramps_site.lib.asks import HOUR
from cramps_site.lib.rate_limit import RateLimit

OF_A_NETWORK = RateLimit("subscribe", times=5, seconds=HOUR.total_seconds())
TO_AN_ADDRESS = [(1, timedelta(minutes=15)), (3, timedelta(days=7))]  # letters
