"""What every kind of file is read into, and the words of a comment as we keep them."""

import html
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from comments.models.comment import BODY_LENGTH, NAME_LENGTH
from comments.plain_text import CLEANING_LIMIT, TooLong, one_line, plain_text
from cramps_site.lib.addresses import canonical

NAMELESS = "Anonymous"
FIRST_YEAR = 1990


class NotImported(Exception):
    """A file is not what it should be. The message says what to do."""


class Skipped(Exception):
    """One comment is left out. The message says why, as the report counts it."""


@dataclass
class ForeignComment:
    """A comment as it stands in a file. `html` says whether name and body are HTML or plain text.

    `key` is its identity where it came from, `parent` that of the comment it answers, or empty.
    `places` are slugs and addresses of its article, the likeliest first. `left_out` is why it is
    not for us at all.
    """

    row: str
    key: str
    parent: str
    places: tuple
    name: str
    email: str
    body: str
    posted: str
    status: str
    html: bool = True
    person: str = ""
    left_out: str = ""

    def fields(self):
        """Columns of Comment, cleaned. Raises Skipped; nothing is ever cut."""
        if self.left_out:
            raise Skipped(self.left_out)
        body = self.cleaned(plain_text, self.body, BODY_LENGTH, "text")
        if not body:
            raise Skipped("no words are left of it")
        return {
            "name": self.cleaned(one_line, self.name, NAME_LENGTH, "name") or NAMELESS,
            "email": address(self.email),
            "body": body,
            "posted_at": moment(self.posted),
        }

    def cleaned(self, clean, text, limit, what):
        """Length first. HTML is cleaned again when its entities are letters: markup may hide in them."""
        try:
            words = clean(html.unescape(clean(text))) if self.html else clean(text)
        except TooLong:
            raise Skipped(f"its {what} has more than {CLEANING_LIMIT:,} characters") from None
        if len(words) > limit:
            raise Skipped(f"its {what} has more than {limit:,} characters")
        return words


def address(typed):
    """In the one form that rows are known by. Empty for what no letter would reach."""
    try:
        return canonical(typed) if typed.strip() else ""
    except ValidationError:
        return ""


def moment(text):
    """The time that a file names; without a zone it is UTC. Raises Skipped for none, or one to come."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Skipped("it has no date that can be read") from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if found.year < FIRST_YEAR:
        raise Skipped("its date is older than the web")
    if found > timezone.now():
        raise Skipped("its date is still to come")
    return found
