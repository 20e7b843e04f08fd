"""Letters: how they are built, and where they go without a mail server."""

import sys
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import default as default_policy
from functools import cache
from pathlib import Path
from uuid import uuid4

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string


def letter(template, to, context, headers=None, *, envelope_sender=None):
    """One letter to one address, from `<template>.subject.txt`, `.txt` and `.html`.

    `envelope_sender` is whom mail servers tell of trouble; without one, whoever stands in From.
    """
    house = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "postal_address": settings.POSTAL_ADDRESS}
    context = house | context
    message = Letter(
        subject=" ".join(render_to_string(f"{template}.subject.txt", context).split()),
        body=render_to_string(f"{template}.txt", context),
        from_email=envelope_sender or settings.MAIL_FROM,
        to=[to],
        headers={"From": settings.MAIL_FROM, "Auto-Submitted": "auto-generated"} | (headers or {}),
    )
    message.attach_alternative(with_styles_inside(render_to_string(f"{template}.html", context)), "text/html")
    return message


def with_styles_inside(html):
    """The HTML with each rule put into the elements it is for: some mail programs read no style sheet.

    The rules stay in <style> too: what the web shows of a letter is the letter without its style attributes.
    """
    return inliner().inline(html)


@cache
def inliner():
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def leave_headers(address):
    """For one-click unsubscribe (RFC 2369, RFC 8058): a button beside the sender's name."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


class AddressHeader(UnstructuredHeader):
    """A header of web addresses, written whole: folded or encoded, mail programs show no button.

    Python's policy encodes any word of more than about 75 characters (python/cpython#85725).
    """

    max_count = 1

    def fold(self, *, policy):
        return f"{self.name}: {self}{policy.linesep}"


class Letter(EmailMultiAlternatives):
    def message(self, *, policy=default_policy):
        registry = HeaderRegistry()
        registry.map_to_type("list-unsubscribe", AddressHeader)
        return super().message(policy=policy.clone(header_factory=registry))


class Ready(EmailMessage):
    """A letter whose bytes are made already; each header line stays as it is."""

    def __init__(self, raw, **fields):
        super().__init__(**fields)
        self.raw = raw

    def message(self, *, policy=default_policy):
        return message_from_bytes(self.raw, policy=policy.clone(refold_source="none"))


class FolderAndTerminal(BaseEmailBackend):
    """Stands in for a mail server: each letter becomes an .eml file, its text is shown."""

    def __init__(self, folder, **options):
        super().__init__(**options)
        self.folder = Path(folder)

    socket = None

    def hand_over(self, sender, address, letter):
        """Keep it. There is no conversation about it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{datetime.now():%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.eml"
        path.write_bytes(letter)
        sys.stdout.write(f"\n--- A letter to {address}, kept in {path}\n")
        sys.stdout.flush()

    def send_messages(self, messages):
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            path = self.folder / f"{datetime.now():%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.eml"
            path.write_bytes(message.message().as_bytes())
            sys.stdout.write(
                f"\n--- A letter to {', '.join(message.to)}, kept in {path}\n"
                f"Subject: {message.subject}\n\n{message.body}\n---\n"
            )
            sys.stdout.flush()
        return len(messages)
