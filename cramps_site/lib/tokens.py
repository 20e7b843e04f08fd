"""Tokens in links: unguessable, bound to one purpose."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from cramps_site.lib.numbers import whole_number

SIGNATURE_BYTES = 16  # 128 bits; longer ones would be folded, and broken, in mail headers


def new_token():
    """128 random bits, for use in an address."""
    return secrets.token_urlsafe(16)


def token_hash(purpose, token):
    """What is stored of a random token: of no use to who reads the table, or for another purpose."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()


def signed_token(purpose, pk):
    """A token that is always the same for one row and purpose, so that nothing need be stored."""
    return f"{pk}-{signature(purpose, pk)}"


def signed_pk(purpose, token):
    """The row a signed token is for, or None. Old keys in SECRET_KEY_FALLBACKS still count."""
    pk, _, given = token.partition("-")
    if whole_number(pk) is None:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    valid = any(constant_time_compare(given, signature(purpose, pk, key)) for key in keys)
    return int(pk) if valid else None


def signature(purpose, pk, key=None):
    digest = salted_hmac(f"cramps.{purpose}", str(pk), secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).rstrip(b"=").decode()
