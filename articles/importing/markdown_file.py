"""Markdown with YAML front matter."""

from datetime import UTC, date, datetime, time

import yaml

from articles.importing.manuscript import Author, Manuscript, NotImported

TEXTS = {"title", "slug", "summary", "image", "image_alt", "image_caption"}
LISTS = {"authors", "topics", "references"}
REFERENCE = {"key", "text", "kind", "doi", "pmid", "url"}


def parse(text, *, folder):
    """A Manuscript. Pictures are looked for in `folder`. Raises NotImported."""
    matter, body = split(text)
    unknown = set(matter) - TEXTS - LISTS - {"published"}
    if unknown:
        raise NotImported(f"its front matter has fields that mean nothing here: {', '.join(sorted(unknown))}.")
    for name in LISTS & set(matter):
        if not isinstance(matter[name], list):
            raise NotImported(f"{name} must be a list.")
    texts = {name: str(matter[name]).strip() for name in TEXTS & set(matter)}
    image = texts.pop("image", "")
    return Manuscript(
        **texts,
        body=body,
        authors=[author(entry) for entry in matter.get("authors", [])],
        topics=[str(topic) for topic in matter.get("topics", [])],
        references=[reference(entry) for entry in matter.get("references", [])],
        image=picture(folder, image) if image else None,
        published=moment(matter.get("published")),
    )


def split(text):
    head, closing, body = text.removeprefix("---\n").partition("\n---\n")
    if not closing:
        raise NotImported("its front matter does not end: a line of three dashes is missing.")
    try:
        matter = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        raise NotImported(f"its front matter is not YAML{line}: {getattr(error, 'problem', None) or 'odd'}.") from None
    if not isinstance(matter, dict):
        raise NotImported("its front matter is not a list of fields.")
    return matter, body.strip() + "\n"


def author(entry):
    return Author(**entry) if isinstance(entry, dict) and set(entry) <= {"name", "role"} else Author(name=str(entry))


def reference(entry):
    if not isinstance(entry, dict) or not {"key", "text"} <= set(entry) <= REFERENCE:
        raise NotImported(f"each reference has key and text, and may have {', '.join(sorted(REFERENCE))}; not {entry}.")
    return {name: str(value) for name, value in entry.items()}


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
