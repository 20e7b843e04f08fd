"""What `export_comments --format json` wrote: a list with one comment a line."""

import json

from comments.importing.foreign import ForeignComment, NotImported
from comments.models import Status

NEEDED = {"id", "in_reply_to", "article", "name", "body", "posted_at", "state"}


def read(path):
    """Its ForeignComments, in the order of the file."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip().removesuffix(",")
            if line not in {"[", "]", "[]", ""}:
                yield comment_of(object_in(line, number), number - 1)


def object_in(line, number):
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    fits = isinstance(found, dict) and found.keys() >= NEEDED and all(isinstance(said, str) for said in found.values())
    if not fits or found["state"] not in Status.values:
        raise NotImported(f"line {number} is no comment of our own export. Give the file as export_comments wrote it.")
    return found


def comment_of(said, row):
    return ForeignComment(
        row=f"comment {row} ({said['id']})",
        key=said["id"],
        parent=said["in_reply_to"],
        places=(said["article"],),
        name=said["name"],
        email=said.get("email", ""),
        body=said["body"],
        posted=said["posted_at"],
        status=said["state"],
        html=False,
        person=said.get("of_the_house", ""),
    )
