"""What the world's mail servers find in DNS about our sender (SPF RFC 7208, DKIM RFC 6376, DMARC RFC 7489)."""

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

from cramps_site.doctor.finding import Level, advice, error, good, unasked

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
        yield unasked("SPF, DMARC, DKIM, MX", "DNS does not answer from here", "Run this where DNS can be reached.")
        return
    yield asked("SPF", returns_to, spf, resolver)
    yield asked("DMARC", domain, dmarc, resolver)
    key = asked("DKIM", f"{selector}._domainkey.{domain}", dkim, resolver) if selector else None
    signs = key is not None and key.level == Level.GOOD
    yield asked("DMARC alignment", domain, lambda *_: alignment(domain, returns_to, resolver, signs=signs), resolver)
    for name in dict.fromkeys([domain, returns_to]):
        yield asked("MX", name, mx, resolver)
    if key:
        yield key
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
    return [b"".join(record.strings).decode("ascii", "replace") for record in records(name, "TXT", resolver)]


def records(name, kind, resolver):
    """All records of the name; none where there is no such name."""
    try:
        return list(resolver.resolve(name, kind, lifetime=WAITS))
    except (NXDOMAIN, NoAnswer):
        return []


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
    for name in upwards(domain):
        found = dmarc_records(name, resolver)
        if len(found) == 1:
            return good("DMARC", f"{name} says {found[0]}")
        if found:
            return error("DMARC", f"{name} has {len(found)} records, so none counts", "Keep one.")
    return error(
        "DMARC", f"{domain} has no record", f"Publish a TXT record at _dmarc.{domain}, such as: v=DMARC1; p=none"
    )


def upwards(domain):
    """The domain, and those above it."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def dmarc_records(name, resolver):
    found = texts(f"_dmarc.{name}", resolver)
    return [text for text in found if text.replace(" ", "").lower().startswith("v=dmarc1")]


def alignment(domain, returns_to, resolver, *, signs):
    """SPF counts for DMARC if letters return to the domain in From, or one of its organization (section 3.1)."""
    policies = [record for name in upwards(domain) for record in dmarc_records(name, resolver)]
    is_strict = bool(policies) and "aspf=s" in policies[0].replace(" ", "").lower()
    both = f"letters come from {domain} and return to {returns_to}"
    if domain == returns_to:
        return good("DMARC alignment", f"{both}: SPF counts, and DKIM if its d= is {domain}")
    if not is_strict and organization(domain, resolver) == organization(returns_to, resolver):
        return good("DMARC alignment", f"{both}, of the same organization: SPF counts")
    if signs:
        return good("DMARC alignment", f"{both}, so SPF does not count; DKIM does, while its d= is {domain}")
    return advice(
        "DMARC alignment",
        f"{both}, so SPF does not count for DMARC, and whether DKIM does is not known",
        f"Let BOUNCE_ADDRESS be of {domain}, or sign with d={domain} and tell its selector here.",
    )


def organization(domain, resolver):
    """The highest name above a domain that has a DMARC record; the domain itself where none has."""
    return next((name for name in reversed(upwards(domain)) if dmarc_records(name, resolver)), domain)


def mx(domain, resolver):
    """Whether replies and bounces arrive: without a record the address of the domain itself takes mail (RFC 5321)."""
    hosts = [record.exchange.to_text(omit_final_dot=True) for record in records(domain, "MX", resolver)]
    if hosts in [["."], [""]]:
        return error("MX", f"{domain} says that it takes no mail (RFC 7505)", "Publish an MX record, or use another.")
    if hosts:
        return good("MX", f"{domain} takes mail at {', '.join(sorted(hosts))}")
    if records(domain, "A", resolver) or records(domain, "AAAA", resolver):
        return advice("MX", f"{domain} has no MX record, so its own address must take mail", "Publish an MX record.")
    return error("MX", f"{domain} takes no mail: replies and bounces go nowhere", "Publish an MX record.")


def dkim(name, resolver):
    keys = [text for text in texts(name, resolver) if "p=" in text.replace(" ", "")]
    if not keys:
        return error("DKIM", f"there is no key at {name}", "Publish the key that your mail server signs with.")
    if not keys[0].replace(" ", "").partition("p=")[2].partition(";")[0]:
        return error("DKIM", f"the key at {name} is revoked", "Sign with another, and publish it.")
    return good("DKIM", f"a key is at {name}")
