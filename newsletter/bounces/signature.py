"""Who may tell of bounces: posts are signed as standardwebhooks.com says, with EVENTS_SECRET as the key."""

import hmac
from base64 import b64encode
from hashlib import sha256

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cramps_site.lib.numbers import whole_number

CLOCKS_DIFFER = 5 * 60  # seconds


def signature(post_id, timestamp, body):
    """`timestamp` in seconds of 1970, as text; `body` as bytes."""
    signed = f"{post_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(settings.EVENTS_SECRET.encode(), signed, sha256)).decode()


def refusal(request):
    """Why a post counts for nothing, in words for who set it up; empty where it is signed."""
    names = ["webhook-id", "webhook-timestamp", "webhook-signature"]
    post_id, timestamp, given = (request.headers.get(name, "") for name in names)
    seconds = whole_number(timestamp)
    if not post_id or seconds is None or not given:
        return f"The headers {', '.join(names)} are needed."
    if abs(timezone.now().timestamp() - seconds) > CLOCKS_DIFFER:
        return "webhook-timestamp is more than five minutes from now."
    wanted = signature(post_id, timestamp, request.body)
    if not any(constant_time_compare(each, wanted) for each in given.split()):
        return "webhook-signature is not that of this body with EVENTS_SECRET."
    return ""
