"""Who sent a comment, as far as may be known: never a full network address."""

from ipaddress import ip_network

from django.utils import timezone
from django.utils.crypto import salted_hmac

from cramps_site.lib.client_ip import parsed
from cramps_site.lib.skeleton import skeleton

PREFIX = {4: 24, 6: 48}  # bits of the network that are kept, for 30 days


def sender_fields(*, sender, name, email):
    """Columns of Comment for a comment from the address `sender`."""
    prefix = network_prefix(sender)
    return {
        "network_hash": network_hash(sender),
        "network_prefix": prefix,
        "sender_key": sender_key(name=name, email=email, prefix=prefix),
    }


def network_hash(sender):
    """A keyed hash that is another one tomorrow: it joins the comments of one day, and no more."""
    return salted_hmac("comments.network", f"{timezone.now():%Y-%m-%d} {sender}", algorithm="sha256").hexdigest()


def network_prefix(sender):
    address = parsed(sender)
    return str(ip_network((address, PREFIX[address.version]), strict=False)) if address else ""


def sender_key(*, name, email, prefix):
    """What comments of one sender have in common: the address, or the name together with the network's beginning.

    Empty where neither is known. A network alone is nobody.
    """
    if email:
        return salted_hmac("comments.sender.email", email, algorithm="sha256").hexdigest()
    if not prefix:
        return ""
    return salted_hmac("comments.sender.name", f"{skeleton(name)} {prefix}", algorithm="sha256").hexdigest()
