"""Mail addresses: which we accept, and when two are the same mailbox."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")


def canonical(address):
    """The one form of an address that rows are unique by: lower case, domain in IDNA (RFC 5891).

    Raises ValidationError, with words for the reader, for what no letter would reach.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        validate_email(f"{local}@{domain}")
    except (UnicodeError, ValidationError):
        raise ValidationError("Write an address like name@example.org.", code="invalid") from None
    if not LOCAL_PART.fullmatch(local) or "." not in domain or domain.startswith("["):
        raise ValidationError(
            "We cannot write to this address. Letters, digits and . + - _ before the @ work.", code="unreachable"
        )
    return f"{local}@{domain}".lower()
