"""The brake: while comments flood in, one is taken only from a browser that worked for it, or a person who waited.

Nothing is stored for either. The work is to find a nonce such that a hash over the article, the
minute, the words and the nonce begins with BITS zero bits (hashcash, Back 2002); comments.js does
it. Who has no scripts sends the same words again after WAIT: a signed note says since when.
"""

import hashlib
import time
from contextlib import suppress
from datetime import timedelta

from django.core import signing
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from comments.models import Comment
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.prepared import prepared
from cramps_site.lib.subqueries import Number

BITS = 17  # some seconds of work in a browser, by the figures in docs/moderation.md
WORK_LASTS = 10  # minutes that the work counts
WAIT = 3 * 60  # seconds
WAITED_LASTS = 24 * 60 * 60  # seconds that having waited counts
MINUTE = timedelta(minutes=1)
COUNTED, KEPT_FOR = "comments.brake", 1  # key of the cache; seconds
SIGNER = signing.TimestampSigner(salt="comments.brake")


@prepared
def number_since(moment):
    since = Comment.objects.filter(posted_at__gt=moment).exclude(network_hash="")
    return since.order_by().values_list(Number())


def is_on(per_minute):
    """Whether so many comments came in during the last minute.

    Asked of the rows, so all processes agree; but once in KEPT_FOR only, or each of a flood would
    count all of it. What is taken in between, `count_one` adds.
    """
    return cache.get_or_set(COUNTED, counted, KEPT_FOR) >= per_minute


def counted():
    [[number]] = number_since(timezone.now() - MINUTE)
    return number


def count_one():
    """One more was taken."""
    with suppress(ValueError):  # nothing is kept: the next who asks counts anew
        cache.incr(COUNTED)


def lets_through(slug, body, *, work, waited):
    """Whether `work` (of comments.js) or `waited` (a note of ours), as they came in, are for these very words."""
    return is_worked_for(slug, body, work) or waits_since(slug, body, waited) >= WAIT


def is_worked_for(slug, body, work):
    """`work` is the minute and the nonce, both whole numbers, with a point between."""
    minute, nonce = map(whole_number, work.split(".")) if work.count(".") == 1 else (None, None)
    if minute is None or nonce is None or nonce >= 2**32:
        return False
    if not -1 <= time.time() // 60 - minute <= WORK_LASTS:
        return False
    said = hashlib.sha256(f"{slug}\n{minute}\n{as_sent(body)}".encode("utf-8", "replace")).digest()
    answer = hashlib.sha256(said + nonce.to_bytes(4)).digest()
    return int.from_bytes(answer[:4]) >> (32 - BITS) == 0


def waits_since(slug, body, waited):
    """For how many seconds these words have waited. 0 where the note is not for them."""
    try:
        words = SIGNER.unsign(waited, max_age=WAITED_LASTS)
    except signing.BadSignature:
        return 0
    age = time.time() - signing.b62_decode(waited.rsplit(":", 2)[1])
    return age if constant_time_compare(words, hash_of(slug, body)) else 0


def note(slug, body, waited=""):
    """A note that these words wait since now; or the one they have already."""
    return waited if waits_since(slug, body, waited) else SIGNER.sign(hash_of(slug, body))


def hash_of(slug, body):
    return hashlib.sha256(f"{slug}\n{as_sent(body)}".encode("utf-8", "replace")).hexdigest()


def as_sent(body):
    """As the field has it in a browser: forms send its line ends as two characters."""
    return body.replace("\r\n", "\n")
