"""The bytes of an issue's letter: made once an edition, each reader's own links put in place of the marks."""

import re
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings

from cramps_site.lib.tokens import short_dated_token, short_token
from newsletter import letter_headers
from newsletter.marks import LEAVE, MANAGE
from newsletter.models.subscriber import LEAVE as LEAVING
from newsletter.models.subscriber import MANAGE as MANAGING
from newsletter.models.subscriber import Subscriber
from newsletter.quoted_printable import quoted_printable

LEAVE_MARK, MANAGE_MARK = LEAVE.encode(), MANAGE.encode()


class LetterBytes:
    """Letters of one edition, fast: no template, no encoding, no query."""

    def __init__(self, edition):
        headers = letter_headers.lines(letter_headers.of_edition(edition))
        marked = headers + body(edition, edition.text, edition.html, whole=[LEAVE, MANAGE])
        self.pieces = re.split(f"({LEAVE}|{MANAGE})".encode(), marked)
        self.marks = self.pieces[1::2]

    def filled(self, delivery):
        """The whole letter. ValidationError where the address is not exactly one mailbox."""
        reader = delivery.subscriber_id
        leave, manage = short_token(LEAVING, reader), short_dated_token(MANAGING, reader)
        tokens, pieces = {LEAVE_MARK: leave.encode(), MANAGE_MARK: manage.encode()}, self.pieces.copy()
        pieces[1::2] = [tokens[mark] for mark in self.marks]
        return b"".join([letter_headers.lines(letter_headers.of_reader(delivery)), *pieces])


def slow(edition, delivery):
    """The same bytes, with nothing made beforehand."""
    reader = Subscriber(pk=delivery.subscriber_id)
    leave, manage = reader.leave_token(), reader.manage_token()
    text, html = (words.replace(LEAVE, leave).replace(MANAGE, manage) for words in [edition.text, edition.html])
    of_edition = [(name, value.replace(LEAVE, leave)) for name, value in letter_headers.of_edition(edition)]
    headers = [*letter_headers.of_reader(delivery), *of_edition]
    return letter_headers.lines(headers) + body(edition, text, html, whole=[leave, manage])


def body(edition, text, html, *, whole):
    """Text first: mail programs show the last part they can (RFC 2046, section 5.1.4)."""
    boundary = f"=_{edition.content_hash[:40]}"  # which quoted-printable never holds
    parts = [part("plain", text, whole), part("html", html, whole)]
    start = f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
    return (start + "".join(f"--{boundary}\r\n{each}\r\n" for each in parts) + f"--{boundary}--\r\n").encode("ascii")


def part(kind, words, whole):
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        f"{quoted_printable(words, whole=whole)}"
    )


def envelope_sender(delivery):
    """Where reports of failure go: an address that tells of which delivery, if BOUNCE_ADDRESS is set."""
    if not settings.BOUNCE_ADDRESS:
        return bare(settings.MAIL_FROM)
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{delivery.bounce_token()}@{domain}"


@lru_cache(maxsize=4)
def bare(written):
    """`name@example.org` of `Name <name@example.org>`. Asked for each letter, always the same."""
    return parseaddr(written)[1]
