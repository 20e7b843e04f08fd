"""Mail addresses: which we accept, and when two are the same mailbox."""

import re
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LOCAL_PART = re.compile(r"(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")  # `=?` is code for other letters in mail
LONGEST = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets


def canonical(address):
    """The one form of an address that rows are unique by: lower case, domain in IDNA (RFC 3490).

    Raises ValidationError, with words for the reader, for what no letter would reach.
    """
    local, _, typed = address.strip().rpartition("@")
    try:
        domain = typed.encode("idna").decode("ascii")
        validate_email(f"{local}@{domain}")
    except (UnicodeError, ValidationError):
        raise ValidationError("Write an address like name@example.org.", code="invalid") from None
    if not LOCAL_PART.fullmatch(local) or not is_as_typed(domain, typed) or not is_public(domain):
        raise ValidationError(
            "We cannot write to this address. Letters, digits and . + - _ before the @ work.", code="unreachable"
        )
    if len(f"{local}@{domain}") > LONGEST:
        raise ValidationError(f"This address is longer than mail allows, {LONGEST} characters.", code="long")
    return f"{local}@{domain}".lower()


def is_as_typed(domain, typed):
    """False where IDNA dropped or replaced characters: `ß` became `ss`, which is somebody else's domain."""
    return typed.isascii() or domain.encode().decode("idna") == normalize("NFC", typed).replace("。", ".").lower()


def is_public(domain):
    """False for `localhost`, and for numbers that mean one machine."""
    parent, _, top = domain.rpartition(".")
    return bool(parent) and not domain.startswith("[") and not top.isdecimal()


def masked(address):
    """`a•••@example.org`: enough for its owner to know it, on pages that somebody else may open."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"
