"""What an issue says, as HTML and as text of the same words. Each reader's own links are marks until it is sent."""

import re
from dataclasses import dataclass
from hashlib import sha256
from textwrap import wrap

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cramps_site.lib.mail import with_styles_inside
from cramps_site.lib.site import absolute
from newsletter import letter_markdown
from newsletter.marks import LEAVE, MANAGE
from newsletter.models.issue import Issue
from newsletter.models.subscriber import Frequency

WIDTH = 72  # characters; a reply that quotes it twice still fits 78 (RFC 5322, section 2.1.1)
SIGNS = re.compile(r"(?:> ?| |- |\d+\. )*")


@dataclass(frozen=True)
class Rendering:
    subject: str
    html: str
    text: str

    @property
    def content_hash(self):
        return sha256("\0".join([self.subject, self.text, self.html]).encode()).hexdigest()


def rendered(issue, articles):
    """The Rendering of an issue that holds `articles`, a list in its order. No network, no change of any row."""
    context = {
        "issue": issue,
        "heading": heading(issue),
        "items": [item(article) for article in articles],
        "correction": issue.correction,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "archive": archive_address(issue),
        **own_links(),
        "newsletter": absolute(reverse("newsletter:newsletter")),
        "why": why(issue),
        "postal_address": settings.POSTAL_ADDRESS,
    }
    html = context | {"intro": letter_markdown.as_html(issue.intro)}
    text = context | {"intro": letter_markdown.as_text(issue.intro)}
    return Rendering(
        subject=issue.subject,
        html=with_styles_inside(render_to_string("newsletter/issues/letter.html", html)),
        text=in_lines(render_to_string("newsletter/issues/letter.txt", text)),
    )


def own_links():
    """Where each reader's own pages are, with marks for tokens."""
    marks = {"leave": LEAVE, "manage": MANAGE}
    return {name: absolute(reverse(f"newsletter:{name}", args=[mark])) for name, mark in marks.items()}


def heading(issue):
    if issue.correction:
        return f"A correction to “{issue.correction.article}”"
    return issue.subject


def archive_address(issue):
    """Where it can be read on the web; empty for letters that differ from reader to reader."""
    if issue.kind != Issue.Kind.ISSUE:
        return ""
    return absolute(issue.get_absolute_url())


def why(issue):
    if issue.kind == Issue.Kind.CORRECTION:
        return "You get this notice because we sent you the text that it corrects."
    if issue.kind == Issue.Kind.DIGEST:
        every = "week" if issue.frequency == Frequency.WEEKLY else "month"
        return f"You get this letter because you asked for one a {every}, and confirmed it."
    return "You get each issue because you asked for the newsletter, and confirmed it."


def item(article):
    return {
        "title": article.title,
        "summary": article.summary,
        "address": absolute(article.get_absolute_url()),
        "byline": byline(article),
    }


def byline(article):
    people = " and ".join(person.name for person in article.authors_in_order)
    minutes = f"{article.reading_minutes} minute{'s' if article.reading_minutes > 1 else ''} to read."
    reviewer = article.reviewed_by and f"Medically reviewed by {article.reviewed_by.name}."
    return " ".join(filter(None, [people and f"By {people}.", reviewer, minutes]))


def in_lines(text):
    """Each line of `text` broken where it is too long, addresses left whole; at most one empty line between two."""
    lines = []
    for line in re.sub(r"\n{3,}", "\n\n", text.strip()).split("\n"):
        under = re.sub(r"[^> ]", " ", SIGNS.match(line)[0])
        broken = wrap(line, WIDTH, subsequent_indent=under, break_long_words=False, break_on_hyphens=False)
        lines += broken or [""]
    return "\n".join(lines) + "\n"
