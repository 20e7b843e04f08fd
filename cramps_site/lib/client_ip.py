"""Which machine a request comes from."""

from functools import wraps
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac


def once_in_a_request(find):
    """Decorator: the request keeps what was found. A comment asks eight times, and addresses are slow to read."""

    @wraps(find)
    def known(request):
        kept = vars(request)
        if find.__name__ not in kept:
            kept[find.__name__] = find(request)
        return kept[find.__name__]

    return known


@once_in_a_request
def client_ip(request):
    """The address of the client, as text.

    Each trusted proxy appends the address that spoke to it to X-Forwarded-For, so the client
    stands TRUSTED_PROXY_COUNT places from the right; all before that the client wrote itself.
    With no proxy, or a header too short to be theirs, the socket's peer counts.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.TRUSTED_PROXY_COUNT
    claimed = hops[-count].strip() if 0 < count <= len(hops) else ""
    return str(parsed(claimed) or request.META.get("REMOTE_ADDR", ""))


@once_in_a_request
def client_network(request):
    """What limits count by: one IPv4 address, or the /64 that an IPv6 household owns."""
    address = parsed(client_ip(request))
    if address is None or address.version == 4:
        return str(address)
    return str(ip_network((address, 64), strict=False))


@once_in_a_request
def network_key(request):
    """128 bits of a keyed hash of the client's network, for what keeps no address."""
    return salted_hmac("client network", client_network(request), algorithm="sha256").hexdigest()[:32]


def parsed(text):
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
