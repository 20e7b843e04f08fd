"""Markdown with YAML front matter."""

import re
import unicodedata
from datetime import UTC, date, datetime, time

import yaml

from articles.importing.manuscript import Author, Manuscript, NotImported

TEXTS = {"title", "slug", "summary", "image", "image_alt", "image_caption", "reviewed_by"}
LISTS = {"authors", "topics", "references"}
BIDI = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn round what follows
DAYS = {"last_reviewed", "next_review"}
REFERENCE = {"key", "text", "kind", "doi", "pmid", "url"}
END_OF_MATTER = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)


def parse(text, *, folder):
    """A Manuscript. Pictures are looked for in `folder`. Raises NotImported."""
    matter, body = split(text)
    unknown = sorted(str(name) for name in set(matter) - TEXTS - LISTS - DAYS - {"published"})
    if unknown:
        raise NotImported(f"its front matter has fields that mean nothing here: {', '.join(unknown)}.")
    texts = {name: words(name, matter[name]) for name in TEXTS & set(matter)}
    image = texts.pop("image", "")
    return Manuscript(
        **texts,
        body=body,
        authors=[author(entry) for entry in entries(matter, "authors")],
        topics=[words("each topic", entry) for entry in entries(matter, "topics")],
        references=[reference(entry) for entry in entries(matter, "references")],
        image=picture(folder, image) if image else None,
        published=moment(matter.get("published")),
        **{name: day(name, matter.get(name)) for name in DAYS},
    )


def split(text):
    head, *rest = END_OF_MATTER.split(text.removeprefix("---\n"), maxsplit=1)
    if not rest:
        raise NotImported("its front matter does not end: a line of three dashes is missing.")
    try:
        matter = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        raise NotImported(f"its front matter is not YAML{line}: {getattr(error, 'problem', None) or 'odd'}.") from None
    except ValueError as error:  # what looks like a date or a number, and is none
        raise NotImported(f"its front matter has a value that cannot be: {error}.") from None
    except RecursionError:
        raise NotImported("its front matter is nested too deeply.") from None
    if not isinstance(matter, dict):
        raise NotImported("its front matter is not a list of fields.")
    return matter, rest[0].strip() + "\n"


def words(name, value):
    """A value as one line of text."""
    if not isinstance(value, str | int | float | date | None):
        raise NotImported(f"{name} must be words.")
    text = " ".join(str("" if value is None else value).split())
    if any(unicodedata.category(character) in {"Cc", "Cs"} or character in BIDI for character in text):
        raise NotImported(f"{name} has characters that cannot be shown.")
    return text


def entries(matter, name):
    given = matter.get(name)
    if not isinstance(given, list | None):
        raise NotImported(f"{name} must be a list.")
    return given or []


def author(entry):
    fields = entry if isinstance(entry, dict) else {"name": entry}
    if not {"name"} <= set(fields) <= {"name", "role"}:
        raise NotImported("each author is a name, or has name and role, and nothing else.")
    found = Author(**{field: words("each author", value) for field, value in fields.items()})
    if not found.name:
        raise NotImported("one of its authors has no name.")
    return found


def reference(entry):
    if not isinstance(entry, dict) or not {"key", "text"} <= set(entry) <= REFERENCE:
        raise NotImported(f"each reference has key and text, and may have {', '.join(sorted(REFERENCE))}.")
    return {field: words("each reference", value) for field, value in entry.items()}


def picture(folder, name):
    path = (folder / name).resolve()
    if not path.is_file():
        raise NotImported(f"its picture {name} is not beside it.")
    return path


def moment(published):
    if published is None:
        return None
    if isinstance(published, datetime):
        return published if published.tzinfo else published.replace(tzinfo=UTC)
    if isinstance(published, date):
        return datetime.combine(published, time(6), tzinfo=UTC)
    raise NotImported("published must be a date such as 2026-11-12.")


def day(name, value):
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | None):
        return value
    raise NotImported(f"{name} must be a date such as 2026-11-12.")
