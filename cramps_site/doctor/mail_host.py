"""Whether the mail server's address has a name that leads back to it, as large mailbox providers demand."""

from ipaddress import ip_address

from dns.exception import DNSException
from dns.reversename import from_address

from cramps_site.doctor.finding import advice, good, unasked
from cramps_site.doctor.sender import reaches_the_world, records

WHAT = "PTR"
NOT_KNOWN = "By which address it reaches the world is not known here: ask it to send to a checker, or its provider."
TO_DO = "Let whoever owns the address give it the server's name. A relay may send from others, which it looks after."


def mail_host(host, resolver):
    """`host` as in MAIL_URL: a name or an address."""
    if not reaches_the_world(resolver):
        yield unasked(WHAT, "DNS does not answer from here", "Run this where DNS can be reached.")
        return
    try:
        addresses = [host] if is_address(host) else addresses_of(host, resolver)
        if not addresses:
            yield unasked(WHAT, f"DNS knows no address of {host}", NOT_KNOWN)
        for address in addresses:
            yield (
                named(address, resolver)
                if ip_address(address).is_global
                else unasked(WHAT, f"{host} is {address}, of this machine or network alone", NOT_KNOWN)
            )
    except DNSException as trouble:
        yield unasked(WHAT, f"DNS does not answer for {host} ({type(trouble).__name__})")


def named(address, resolver):
    names = [record.target.to_text(omit_final_dot=True) for record in records(from_address(address), "PTR", resolver)]
    if not names:
        return advice(WHAT, f"{address} has no name, so many mail servers refuse it", TO_DO)
    if not any(address in addresses_of(name, resolver) for name in names):
        return advice(WHAT, f"{address} is called {names[0]}, which does not lead back to it", TO_DO)
    return good(WHAT, f"{address} is called {names[0]}, and that is its address")


def addresses_of(name, resolver):
    return [record.address for kind in ["A", "AAAA"] for record in records(name, kind, resolver)]


def is_address(host):
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
