"""Sends test letters: the bytes that readers get, but that the links to leave do nothing, and say so."""

from django.conf import settings
from django.urls import reverse

from cramps_site.lib.mail import Ready
from cramps_site.lib.sending import send_some
from cramps_site.lib.site import absolute
from newsletter.issue_letters import body
from newsletter.letter_headers import leave_by_mail, lines, of_edition, to_one
from newsletter.models import Edition, Proof
from newsletter.rendering import own_links, rendered


def work():
    """Send some. True if there is more to do now."""
    return send_some(Proof.objects.select_related("issue", "by"), built)


def built(proof):
    """The message for a claimed Proof."""
    letter = rendered(proof.issue, proof.issue.articles_in_order)
    edition = Edition(issue=proof.issue, subject=f"[Test] {letter.subject}", content_hash=letter.content_hash)
    text, html = inert(letter.text), inert(letter.html)
    raw = lines([*to_one(proof), *headers(edition)]) + body(edition, text, html, whole=[])
    return Ready(raw, subject=edition.subject, body=text, from_email=settings.MAIL_FROM, to=[proof.address])


def headers(edition):
    """As readers have them, byte for byte; a program made this letter, whoever writes the issue."""
    of_readers = [(name, inert(value)) for name, value in of_edition(edition) if name != "Auto-Submitted"]
    return [*of_readers, ("Auto-Submitted", "auto-generated")]


def inert(words):
    """Links that would be a reader's own lead to a page that says what they are. Nobody leaves by a mail."""
    words = words.replace(leave_by_mail(), "")
    page = absolute(reverse("newsletter:test-letter"))
    for link in own_links().values():
        words = words.replace(link, page)
    return words
