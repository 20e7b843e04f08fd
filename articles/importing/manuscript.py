"""An article on its way in: what a file said, before anything is stored."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path


class NotImported(Exception):
    """The file is no article. The message says why, and what to do, in one line."""


@dataclass
class Author:
    name: str
    role: str = ""


@dataclass
class Manuscript:
    title: str = ""
    body: str = ""
    slug: str = ""
    summary: str = ""
    authors: list[Author] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    references: list[dict] = field(default_factory=list)
    image: Path | None = None
    image_alt: str = ""
    image_caption: str = ""
    published: datetime | None = None
    reviewed_by: str = ""
    last_reviewed: date | None = None
    next_review: date | None = None
    left_out: list[str] = field(default_factory=list)  # parts of a saved page that are not the article
