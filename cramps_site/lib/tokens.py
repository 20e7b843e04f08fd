"""Tokens in links: unguessable, bound to one purpose."""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from cramps_site.lib.numbers import whole_number

SIGNATURE_BYTES = 16  # 128 bits; longer ones would be folded, and broken, in mail headers
SHORT_NUMBER_BYTES = 5  # a million million rows
DAY_BYTES, FIRST_DAY = 2, date(2020, 1, 1)  # until 2199


def new_token():
    """128 random bits, for use in an address."""
    return secrets.token_urlsafe(16)


def token_hash(purpose, token):
    """What is stored of a random token: of no use to who reads the table, or for another purpose."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()


def signed_token(purpose, *numbers):
    """A token that is always the same for one row (or several numbers) and purpose, so that nothing need be stored."""
    signed = "-".join(map(str, numbers))
    return f"{signed}-{signature(purpose, signed)}"


def signed_pk(purpose, token):
    """The row a signed token is for, or None."""
    numbers = signed_numbers(purpose, token, count=1)
    return numbers and numbers[0]


def signed_numbers(purpose, token, *, count):
    """The `count` numbers that a signed token carries, or None. Old keys in SECRET_KEY_FALLBACKS still count."""
    *numbers, given = token.split("-", count)
    if len(numbers) != count or any(whole_number(number) is None for number in numbers):
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    valid = any(constant_time_compare(given, signature(purpose, "-".join(numbers), key)) for key in keys)
    return [int(number) for number in numbers] if valid else None


def short_token(purpose, pk):
    """A signed token of 22 characters whatever the row: a letter's bytes can be made once and filled in.

    Five bytes of number and eleven of signature: 88 bits, which nobody guesses over a network.
    """
    return packed(purpose, pk.to_bytes(SHORT_NUMBER_BYTES))


def short_pk(purpose, token):
    """The row a short token is for, or None. Old keys in SECRET_KEY_FALLBACKS still count."""
    number = unpacked(purpose, token, SHORT_NUMBER_BYTES)
    return None if number is None else int.from_bytes(number)


def short_dated_token(purpose, pk):
    """As long as a short token, and says the day when it was made. Two bytes of its signature go for that: 72 bits."""
    days = (timezone.now().date() - FIRST_DAY).days
    return packed(purpose, pk.to_bytes(SHORT_NUMBER_BYTES) + days.to_bytes(DAY_BYTES))


def short_dated_pk(purpose, token):
    """(row, day) of a short dated token, or None."""
    number = unpacked(purpose, token, SHORT_NUMBER_BYTES + DAY_BYTES)
    if number is None:
        return None
    days = int.from_bytes(number[SHORT_NUMBER_BYTES:])
    return int.from_bytes(number[:SHORT_NUMBER_BYTES]), FIRST_DAY + timedelta(days=days)


def packed(purpose, number, key=None):
    """`number`, bytes, with as much of its signature as makes 16 bytes, as 22 characters."""
    digest = keyed_digest(f"cramps.short.{purpose}", number.hex(), key)
    return base64url(number + digest[: SIGNATURE_BYTES - len(number)])


def unpacked(purpose, token, length):
    """The first `length` bytes of a token that is ours, or None."""
    try:
        number = urlsafe_b64decode(f"{token}==")[:length]
    except ValueError:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return number if any(constant_time_compare(token, packed(purpose, number, key)) for key in keys) else None


def dated_token(purpose, *numbers):
    """A signed token that says when it was made, to the second."""
    return signed_token(purpose, *numbers, int(timezone.now().timestamp()))


def dated_numbers(purpose, token, *, count, max_age):
    """The `count` numbers that a dated token carries, or None; None too for one older than `max_age`, a timedelta."""
    numbers = signed_numbers(purpose, token, count=count + 1)
    if numbers is None or timezone.now().timestamp() - numbers[-1] > max_age.total_seconds():
        return None
    return numbers[:-1]


def signature(purpose, signed, key=None):
    return base64url(keyed_digest(f"cramps.{purpose}", signed, key)[:SIGNATURE_BYTES])


def keyed_digest(salt, value, key=None):
    """SHA-256 of `value`, keyed by `salt` and `key`; the site's own key if none is given. 32 bytes."""
    mac = keyed(salt, key or settings.SECRET_KEY).copy()
    mac.update(value.encode())
    return mac.digest()


@lru_cache(maxsize=64)
def keyed(salt, key):
    """What Django makes of the two, of no value yet: three of them are asked for each letter, always the same."""
    return salted_hmac(salt, "", secret=key, algorithm="sha256")


def base64url(value):
    return urlsafe_b64encode(value).rstrip(b"=").decode()
