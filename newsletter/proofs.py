"""Sends test letters: words and headers as readers get them, but that the links to leave do nothing, and say so."""

from django.conf import settings
from django.urls import reverse

from cramps_site.lib.mail import Letter
from cramps_site.lib.sending import send_some
from cramps_site.lib.site import absolute
from newsletter.letter_headers import leave_by_mail, of_edition
from newsletter.models import Edition, Proof
from newsletter.rendering import own_links, rendered

OWN = {"From", "Subject", "MIME-Version"}  # which the message has of itself


def work():
    """Send some. True if there is more to do now."""
    return send_some(Proof.objects.select_related("issue", "by"), built)


def built(proof):
    """The message for a claimed Proof."""
    letter = rendered(proof.issue, proof.issue.articles_in_order)
    message = Letter(
        subject=f"[Test] {letter.subject}",
        body=inert(letter.text),
        from_email=settings.MAIL_FROM,
        to=[proof.by.email],
        headers=headers(Edition(issue=proof.issue, subject=letter.subject)) | {"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(inert(letter.html), "text/html")
    return message


def headers(edition):
    return {name: inert(value).replace("\r\n", "") for name, value in of_edition(edition) if name not in OWN}


def inert(words):
    """Links that would be a reader's own lead to a page that says what they are. Nobody leaves by a mail."""
    words = words.replace(leave_by_mail(), "")
    page = absolute(reverse("newsletter:test-letter"))
    for link in own_links().values():
        words = words.replace(link, page)
    return words
