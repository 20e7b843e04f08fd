"""The letters that a reader's own acts bring: one function makes any of them. Nothing a reader typed stands in them."""

from django.conf import settings
from django.urls import reverse

from cramps_site.lib.mail import leave_headers, letter
from cramps_site.lib.site import absolute
from newsletter.issue_letters import envelope_sender
from newsletter.letter_headers import of_reader
from newsletter.models import Letter
from newsletter.models.letter import LINKS
from newsletter.models.subscriber import LETTERS, wording
from newsletter.rendering import in_lines

# To whom the newsletter comes, or a list says so. The others asked for one thing: there is nothing to leave yet.
LEAVABLE = {Letter.Kind.INVITE, Letter.Kind.ALREADY, Letter.Kind.WELCOME}


def built(row):
    """The message for a claimed Letter."""
    reader = row.subscriber
    links = {
        "leave": page("leave", reader.leave_token()),
        "manage": page("manage", reader.manage_token()),
        "refuse": page("refuse", reader.refuse_token()),
    }
    if row.kind in LINKS:
        links[LINKS[row.kind]] = page(LINKS[row.kind], row.new_link_token())
    context = {"wording": wording(reader.frequency), "letters": LETTERS[reader.frequency], **links}
    template, sender = f"newsletter/letters/{row.kind}", envelope_sender(row)
    message = letter(template, reader.email, context, headers(row, links["leave"]), envelope_sender=sender)
    message.body = in_lines(message.body)
    return message


def headers(row, leave):
    """Of mail that answers one person; `Auto-Submitted` stands in every letter that `mail.letter` makes."""
    always = {"Reply-To": settings.REPLY_TO, "X-Auto-Response-Suppress": "OOF, AutoReply", "Content-Language": "en"}
    return always | dict(of_reader(row)) | (leave_headers(leave) if row.kind in LEAVABLE else {})


def page(name, token):
    return absolute(reverse(f"newsletter:{name}", args=[token]))
