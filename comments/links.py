"""Bare http(s) addresses in readers' words, found without making HTML."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

ADDRESS = re.compile(r"https?://[^\s<>\"”“»«]+", re.IGNORECASE)
LINKS_IN_A_TEXT = 10
SHOWN_LENGTH = 60


@dataclass(frozen=True)
class Part:
    """A piece of text; with `address`, one that leads somewhere."""

    text: str
    address: str = ""

    @property
    def shown(self):
        return self.text if len(self.text) <= SHOWN_LENGTH else f"{self.text[: SHOWN_LENGTH - 1]}…"


def paragraphs_of(text, *, links=LINKS_IN_A_TEXT):
    """The paragraphs of `text`, each a list of Parts that say the same, at most `links` of which lead somewhere."""
    paragraphs, left = [], links
    for paragraph in text.split("\n\n"):
        parts = parts_of(paragraph, links=left)
        left -= sum(bool(part.address) for part in parts)
        paragraphs.append(parts)
    return paragraphs


def parts_of(text, *, links):
    """Split `text` into Parts, at most `links` of which lead somewhere."""
    parts, end = [], 0
    for match in ADDRESS.finditer(text):
        address = without_closing_marks(match.group())
        if len(parts) // 2 < links and leads_somewhere(address):
            parts += [Part(text[end : match.start()]), Part(address, address)]
            end = match.start() + len(address)
    return [part for part in [*parts, Part(text[end:])] if part.text]


def without_closing_marks(address):
    """The address without the full stop of its sentence, or the bracket it stands in."""
    while address and (address[-1] in ".,;:!?'’*_" or (address[-1] == ")" and address.count("(") < address.count(")"))):
        address = address[:-1]
    return address


def leads_somewhere(address):
    """A host with a dot, in plain letters, without a user's name before it that could mislead."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # a ValueError where it is none
    except ValueError:
        return False
    return "@" not in parts.netloc and bool(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host))
