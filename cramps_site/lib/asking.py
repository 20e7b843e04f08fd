"""Asking addresses of other sites whether they answer, without being led into our own network.

An address that somebody wrote may name any machine, by a number, by a name that means one thing now and another
later, or by a redirect. So a name is looked up once, every machine it means must be a public one, the line goes to
the very number that was looked at, and no redirect is followed. Of the answer its first line is read, nothing else.
"""

import re
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import quote, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
LOOKED_UP_WITHIN, CONNECTED_WITHIN, ANSWERED_WITHIN = 3, 3, 5  # seconds; the last for all of an address
ALL_WITHIN = 10  # seconds, for many addresses: somebody waits before the page
AT_ONCE, AT_MOST = 8, 30  # addresses
LONGEST_ANSWER = 4096  # bytes, in which its first line must end
FIRST_LINE = re.compile(rb"HTTP/1\.[01] ([1-9]\d\d)[ \r\n]")
HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")
# Sites that know HEAD badly refuse it, or say that a page is missing which GET finds.
ASK_BY_GET = {403, 404, 405, 410, 501}
GONE = {404, 410}
NO_SUCH_HOST = "no such host"
# What readers' machines reach in version 6 (RFC 4291, 2.4), and what leads from there to version 4 (RFC 6052, 2.1).
PUBLIC_6, INTO_4 = IPv6Network("2000::/3"), IPv6Network("64:ff9b::/96")


class Unasked(Exception):
    """Nobody was asked, or nobody answered; says why."""


@dataclass(frozen=True)
class Answer:
    """An HTTP status, or 0 where there was none, and the same in words."""

    status: int
    words: str

    @property
    def is_well(self):
        return 200 <= self.status < 400

    @property
    def is_gone(self):
        """Nobody will find it. What else is wrong may be so for programs alone, or for now."""
        return self.status in GONE or self.words == NO_SUCH_HOST


def ask_all(addresses, *, ask_one=None, seconds=ALL_WITHIN):
    """{address: Answer} of the first AT_MOST `addresses`, asked side by side; without those not reached in time."""
    pool = ThreadPoolExecutor(AT_ONCE)
    under_way = {address: pool.submit(ask_one or ask, address) for address in addresses[:AT_MOST]}
    done, _ = wait(under_way.values(), timeout=seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    return {address: answer.result() for address, answer in under_way.items() if answer in done}


def ask(address, *, is_allowed=None, ports=PORTS, seconds=ANSWERED_WITHIN):
    """The Answer of an address, after `seconds` at most. Only machines that `is_allowed(ip)` are asked, at `ports`."""
    ends = time.monotonic() + seconds
    try:
        scheme, host, target = parts_of(address, ports)
        machines = machines_of(host, ports[scheme], is_allowed or is_public, ends)
        status = status_of("HEAD", scheme, host, target, machines, ends)
        if status in ASK_BY_GET:
            status = status_of("GET", scheme, host, target, machines, ends)
    except Unasked as error:
        return Answer(0, str(error))
    except ssl.SSLCertVerificationError as error:
        return Answer(0, f"its certificate is not valid: {error.verify_message}"[:200])
    except TimeoutError:
        return Answer(0, "no answer in time")
    except OSError as error:
        return Answer(0, f"no answer: {error.strerror or error}"[:200])
    return Answer(status, f"it answered {status}")


def parts_of(address, ports):
    """(scheme, host, target) as they go over the line: ASCII without spaces."""
    try:
        parts = urlsplit(address)
        port, host = parts.port, (parts.hostname or "").rstrip(".").encode("idna").decode().lower()
    except ValueError:
        raise Unasked("it is no address") from None
    if parts.scheme not in ports or not HOST.fullmatch(host):
        raise Unasked("it is no address")
    if "@" in parts.netloc:
        raise Unasked("it names a user")
    if port not in {None, ports[parts.scheme]}:
        raise Unasked(f"it leads to port {port}")
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, host, quote(f"{parts.path or '/'}{query}", safe="%/?:@!$&'()*+,;=~[]", errors="replace")


def machines_of(host, port, is_allowed, ends):
    """What `connect` needs of each machine that a name means, all of them allowed; version 4 first, which all have."""
    found = SimpleQueue()
    # Looking up knows no limit of time; a thread that nobody waits for may take as long as it likes.
    Thread(target=lambda: found.put(looked_up(host, port)), daemon=True).start()
    try:
        machines = found.get(timeout=left(ends, LOOKED_UP_WITHIN))
    except Empty:
        raise Unasked("its host could not be looked up in time") from None
    if isinstance(machines, Exception):
        raise machines
    if not all(is_allowed(ip_address(place[0])) for _, place in machines):
        raise Unasked("it leads to a machine that is not public")
    return sorted(machines, key=lambda machine: machine[0] != socket.AF_INET)


def looked_up(host, port):
    """[(family, place)], or why there is none, as an exception for whoever waits."""
    try:
        return [(family, place) for family, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except socket.gaierror as error:
        nobody = error.errno in {socket.EAI_NONAME, socket.EAI_NODATA}
        return Unasked(NO_SUCH_HOST if nobody else "its host could not be looked up")
    except (OSError, UnicodeError):
        return Unasked("its host could not be looked up")


def is_public(ip):
    """Less than `is_global`, which lets pass groups of machines, and forms of version 6 that mean one of version 4."""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 6 and ip in INTO_4:
        ip = ip_address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast and (ip.version == 4 or ip in PUBLIC_6)


def status_of(method, scheme, host, target, machines, ends):
    """The status that the first of `machines` answers which lets us in."""
    with closing(connected(machines, ends)) as line:
        if scheme == "https":
            line.settimeout(left(ends))
            line = trusted().wrap_socket(line, server_hostname=host)
        with closing(line):
            line.settimeout(left(ends))
            line.sendall(request(method, host, target))
            return first_status(line, ends)


def connected(machines, ends):
    ends = min(ends, time.monotonic() + CONNECTED_WITHIN)
    for number, (family, place) in enumerate(machines, start=1):
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.settimeout(left(ends))
            line.connect(place)
        except OSError:
            line.close()
            if number == len(machines):
                raise
        else:
            return line
    raise Unasked(NO_SUCH_HOST)


@cache
def trusted():
    return ssl.create_default_context()


def request(method, host, target):
    named = f"[{host}]" if ":" in host else host
    return (
        f"{method} {target} HTTP/1.1\r\nHost: {named}\r\nUser-Agent: link check (+{settings.SITE_URL})\r\n"
        "Accept: */*\r\nConnection: close\r\n\r\n"
    ).encode("ascii")


def first_status(line, ends):
    heard = b""
    while b"\n" not in heard and len(heard) < LONGEST_ANSWER:
        line.settimeout(left(ends))
        said = line.recv(LONGEST_ANSWER - len(heard))
        if not said:
            break
        heard += said
    found = FIRST_LINE.match(heard)
    if not found:
        raise Unasked("its answer is no HTTP")
    return int(found[1])


def left(ends, at_most=ANSWERED_WITHIN):
    """Seconds until `ends`. Raises TimeoutError when there are none."""
    seconds = min(ends - time.monotonic(), at_most)
    if seconds <= 0:
        raise TimeoutError
    return seconds
