"""What the world's mail servers find in DNS about our sender (SPF RFC 7208, DKIM RFC 6376, DMARC RFC 7489)."""

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

from cramps_site.doctor.finding import error, good, unasked

NOBODYS = ("localhost", "example", "example.com", "example.net", "example.org", "invalid", "local", "test")  # RFC 6761
WAITS = 5  # seconds, for each question


def sender(address, envelope, resolver, *, selector=""):
    """`address` stands in From, `envelope` is whom bounces return to; `selector` names the DKIM key."""
    domain, returns_to = address.rpartition("@")[2].lower(), envelope.rpartition("@")[2].lower()
    if "." not in domain or any(f".{domain}".endswith(f".{name}") for name in NOBODYS):
        yield error("Sender", f"{domain} is nobody's domain", "Set MAIL_FROM to an address of a domain of yours.")
        return
    yield good("Sender", f"letters come from {address}")
    if not reaches_the_world(resolver):
        yield unasked("SPF, DMARC, DKIM", "DNS does not answer from here", "Run this where DNS can be reached.")
        return
    yield asked("SPF", returns_to, spf, resolver)
    yield asked("DMARC", domain, dmarc, resolver)
    if selector:
        yield asked("DKIM", f"{selector}._domainkey.{domain}", dkim, resolver)
    else:
        yield unasked(
            "DKIM", "its selector is not known", "manage.py doctor --dkim-selector NAME, as your mail server says"
        )


def reaches_the_world(resolver):
    """Resolvers of closed networks deny every name, which would look like a missing record."""
    try:
        return bool(resolver.resolve(".", "NS", lifetime=WAITS))
    except DNSException:
        return False


def asked(what, name, examine, resolver):
    try:
        return examine(name, resolver)
    except DNSException as trouble:
        return unasked(what, f"DNS does not answer for {name} ({type(trouble).__name__})")


def texts(name, resolver):
    """All TXT records of the name; none where there is no such name."""
    try:
        answer = resolver.resolve(name, "TXT", lifetime=WAITS)
    except (NXDOMAIN, NoAnswer):
        return []
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]


def spf(domain, resolver):
    found = [text for text in texts(domain, resolver) if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) != 1:
        many = f"{domain} has {len(found) or 'no'} SPF record{'s' if len(found) > 1 else ''}"
        return error("SPF", many, "Publish exactly one TXT record, such as: v=spf1 include:YOUR-MAIL-SERVICE -all")
    if {"+all", "all"} & set(found[0].lower().split()):
        return error("SPF", f"{domain} lets everybody send in its name: {found[0]}", "End it with -all.")
    return good("SPF", f"{domain} says {found[0]}")


def dmarc(domain, resolver):
    """Of the domain, or of the one above it that has a record."""
    labels = domain.split(".")
    for name in [".".join(labels[start:]) for start in range(len(labels) - 1)]:
        found = [
            text for text in texts(f"_dmarc.{name}", resolver) if text.replace(" ", "").lower().startswith("v=dmarc1")
        ]
        if len(found) == 1:
            return good("DMARC", f"{name} says {found[0]}")
        if found:
            return error("DMARC", f"{name} has {len(found)} records, so none counts", "Keep one.")
    return error(
        "DMARC", f"{domain} has no record", f"Publish a TXT record at _dmarc.{domain}, such as: v=DMARC1; p=none"
    )


def dkim(name, resolver):
    keys = [text for text in texts(name, resolver) if "p=" in text.replace(" ", "")]
    if not keys:
        return error("DKIM", f"there is no key at {name}", "Publish the key that your mail server signs with.")
    if not keys[0].replace(" ", "").partition("p=")[2].partition(";")[0]:
        return error("DKIM", f"the key at {name} is revoked", "Sign with another, and publish it.")
    return good("DKIM", f"a key is at {name}")
