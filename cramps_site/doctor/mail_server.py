"""Speaks to the mail server as the worker does, and sends nothing."""

import smtplib
import ssl
from ipaddress import ip_address

from cramps_site.doctor.finding import error, good
from cramps_site.lib.server_words import one_line

WHAT = "Mail server"
WAITS = 10  # seconds


def mail_server(options):
    """`options` as env.smtp() makes them from MAIL_URL; None without one."""
    if options is None:
        yield error(WHAT, "there is none, letters land in DATA_DIR/mail", "Set MAIL_URL.")
        return
    name = f"{options['host']}:{options['port']}"
    try:
        with opened(options) as server:
            yield from examined(server, options, name)
    except ssl.SSLError as trouble:
        yield error(WHAT, f"{name} cannot be trusted: {trouble}", "Let it show a valid certificate for this name.")
    except smtplib.SMTPAuthenticationError as trouble:
        said = one_line(trouble.smtp_error)
        yield error(WHAT, f"{name} refuses user and password: {trouble.smtp_code} {said}", "Look at MAIL_URL.")
    except (OSError, smtplib.SMTPException) as trouble:
        yield error(WHAT, f"{name} does not answer as it should: {trouble}", "Look at MAIL_URL, and at the firewall.")


def opened(options):
    if options["use_ssl"]:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(options["host"], options["port"], timeout=WAITS, context=context)
    return smtplib.SMTP(options["host"], options["port"], timeout=WAITS)


def examined(server, options, name):
    server.ehlo()
    if not options["use_ssl"] and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if options["username"]:
        if not isinstance(server.sock, ssl.SSLSocket):
            said = f"{name} offers no TLS, and the password would travel in the open"
            yield error(WHAT, said, "Use a server with STARTTLS, or smtps://.")
            return
        server.login(options["username"], options["password"])
    if isinstance(server.sock, ssl.SSLSocket):
        yield from how_encrypted(server, options, name)
    elif is_this_machine(options["host"]):
        yield good(WHAT, f"{name} answers without TLS, on this machine")
    else:
        yield error(WHAT, f"{name} offers no TLS: anyone on the way reads the letters", "Use smtps://.")


def how_encrypted(server, options, name):
    if not options["use_ssl"] and not options["use_tls"]:
        yield error(WHAT, f"{name} offers TLS, and MAIL_URL does not use it", "Use smtps://, or name a user.")
    else:
        yield good(WHAT, f"{name} answers with {server.sock.version()} and a valid certificate")


def is_this_machine(host):
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
