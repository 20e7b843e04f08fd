"""What must be right before an issue goes out, found in the very letter. Nothing here asks the network.

Whether other sites answer is known from when somebody last had them asked (newsletter/links.py).
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from newsletter import links
from newsletter.marks import LEAVE
from newsletter.models import AskedLink, Issue
from newsletter.rendering import rendered

# Gmail cuts a letter at about 102 kB of HTML, and the link to leave with it.
TOO_LARGE, RATHER_LARGE = 100_000, 80_000  # bytes
SAME_WORDS = 0.9  # of each form's words stand in the other
LONG_SUBJECT = 78  # characters
ISSUES_A_MONTH = 2


@dataclass(frozen=True)
class Finding:
    words: str
    is_error: bool = True


def findings(issue):
    """All Findings of an issue as it is now, errors first."""
    articles = issue.articles_in_order
    letter = rendered(issue, articles)
    page = Page(letter.html)
    found = [
        *of_month(issue, issue.send_at or timezone.now()),
        *of_subject(issue),
        *of_articles(issue, articles),
        *of_footer(letter),
        *of_size(letter),
        *of_words(letter, page),
        *of_links(page),
        *[Finding("A picture has no text for who does not see it.") for _ in range(page.without_alt)],
    ]
    return sorted(found, key=lambda finding: not finding.is_error)


def errors(issue):
    return [finding for finding in findings(issue) if finding.is_error]


@transaction.atomic
def schedule(issue, send_at, *, by):
    """The door out: schedules what has no error. Raises ValidationError with each of them; False if it is no draft."""
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    found = [*errors(issue), *of_month(issue, send_at)]
    if found:
        raise ValidationError([finding.words for finding in found])
    return issue.schedule(send_at, by=by)


def of_month(issue, send_at):
    """Who gets each issue agreed to two letters a month at most (LETTERS in newsletter/models/subscriber.py)."""
    month = timezone.localtime(send_at)
    others = Issue.objects.going_out().filter(
        kind=Issue.Kind.ISSUE, send_at__year=month.year, send_at__month=month.month
    )
    if issue.kind == Issue.Kind.ISSUE and others.exclude(pk=issue.pk).count() >= ISSUES_A_MONTH:
        words = f"Readers agreed to {ISSUES_A_MONTH} issues a month, and {month:%B %Y} has them: choose a later time."
        yield Finding(words, is_error=False)


def of_subject(issue):
    subject = issue.subject.strip()
    if not subject:
        yield Finding("It has no subject.")
    if len(subject) > LONG_SUBJECT:
        yield Finding(f"The subject has {len(subject)} characters; mailboxes show fewer.", is_error=False)
    if len(subject) > 10 and subject.isupper():
        yield Finding("The subject is all capitals, as in advertising.", is_error=False)
    if not issue.preheader.strip():
        yield Finding("It has no preheader: mailboxes will show the first words of the letter.", is_error=False)


def of_articles(issue, articles):
    if not articles and not issue.intro.strip():
        yield Finding("It is empty: neither an intro nor an article.")
    for article in articles:
        if not article.is_published:
            yield Finding(f"“{article}” is not published.")


def of_footer(letter):
    if not settings.POSTAL_ADDRESS:
        yield Finding("It has no postal address, which the law asks for. Whoever runs the site sets POSTAL_ADDRESS.")
    if LEAVE not in letter.html or LEAVE not in letter.text:
        yield Finding("It does not say how to leave.")


def of_size(letter):
    size = len(letter.html.encode())
    if size >= RATHER_LARGE:
        words = f"Its HTML has {size // 1000} kB; Gmail cuts letters of more than {TOO_LARGE // 1000} kB."
        yield Finding(words, is_error=size >= TOO_LARGE)


def of_words(letter, page):
    """Spam filters compare the two forms."""
    text, html = words_of(letter.text), words_of(page.text)
    if min(len(text & html) / max(1, len(text)), len(text & html) / max(1, len(html))) < SAME_WORDS:
        yield Finding("Its text and its HTML do not say the same.")


def words_of(text):
    return set(re.findall(r"\w{2,}", re.sub(r"\S+://\S+", " ", text).lower()))


def of_links(page):
    """Links into nowhere, here or by what another site answered when it was last asked."""
    asked = AskedLink.objects.known(links.elsewhere(page.links))
    for address in dict.fromkeys(page.links):
        if not links.leads_somewhere(address):
            yield Finding(f"A link leads nowhere: {address}")
        elif links.is_elsewhere(address):
            yield from of_other_site(address, asked.get(address))


def of_other_site(address, asked):
    if asked is None:
        yield Finding(f"A link to another site, which was not asked whether it answers: {address}", is_error=False)
    elif asked.answer.is_gone:
        yield Finding(f"A link leads nowhere: {address} ({asked}). Change the link, or ask again.")
    elif not asked.answer.is_well:
        yield Finding(f"A link that may not work: {address} ({asked}). Look yourself, or ask again.", is_error=False)


class Page(HTMLParser):
    """The words, links and pictures of a letter's HTML."""

    def __init__(self, html):
        super().__init__()
        self.links, self.without_alt, self.pieces, self.inside = [], 0, [], ""
        self.feed(html)

    @property
    def text(self):
        return " ".join(self.pieces)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.inside = tag
        if tag == "a":
            self.links.append(attributes.get("href") or "")
        self.without_alt += tag == "img" and not attributes.get("alt")

    def handle_data(self, words):
        if self.inside not in {"style", "title"}:
            self.pieces.append(words)

    def handle_endtag(self, tag):
        self.inside = ""
