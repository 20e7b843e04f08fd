"""Letters: how they are built, and how they go out with a mail server and without."""

import sys
from datetime import datetime
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import default as default_policy
from pathlib import Path
from smtplib import SMTP, SMTP_SSL
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string

# Servers look for spam and viruses before they say yes; giving up earlier leaves us not knowing.
ANSWER_TAKES_AT_MOST = 300  # seconds


def letter(template, to, context, headers=None):
    """One letter to one address, from `<template>.subject.txt`, `.txt` and `.html`."""
    context = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL} | context
    message = Letter(
        subject=" ".join(render_to_string(f"{template}.subject.txt", context).split()),
        body=render_to_string(f"{template}.txt", context),
        from_email=settings.MAIL_FROM,
        to=[to],
        headers={"Auto-Submitted": "auto-generated"} | (headers or {}),
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


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


class MayHaveArrived(Exception):
    """The connection broke after the letter was handed over and before the server said yes."""


class Server(EmailBackend):
    """Django's SMTP backend, which also knows whether the letter itself was on its way."""

    def hand_over(self, sender, address, letter):
        """Send the bytes of one letter over the open line. `sender` stands on its envelope."""
        self.connection.sendmail(sender, [address], letter)

    @property
    def connection_class(self):
        return Connection if super().connection_class is SMTP else EncryptedConnection


class NotingHandOver:
    """Mixed into smtplib's connections, which send commands as text and a letter as bytes."""

    handed_over = False

    def send(self, words):
        self.handed_over = isinstance(words, bytes)
        if self.sock:
            self.sock.settimeout(ANSWER_TAKES_AT_MOST if self.handed_over else self.timeout)
        super().send(words)

    def data(self, message):
        try:
            return super().data(message)
        except Exception as error:
            if self.handed_over:
                raise MayHaveArrived(str(error)) from error
            raise


class Connection(NotingHandOver, SMTP):
    pass


class EncryptedConnection(NotingHandOver, SMTP_SSL):
    pass


class FolderAndTerminal(BaseEmailBackend):
    """Stands in for a mail server: each letter becomes an .eml file, its text is shown."""

    def __init__(self, folder, **options):
        super().__init__(**options)
        self.folder = Path(folder)

    def hand_over(self, sender, address, letter):
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
