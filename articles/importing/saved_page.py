"""Plain text, as saved from a web page: a title, numbered sections, and the page's own furniture."""

import re

from articles.importing.manuscript import Author, Manuscript

NUMBERED_HEADING = re.compile(r"\d{1,2}[.)]\s+(\S.{0,98}[^\s.,;:])")

# What a page puts round an article: the line it begins with, and what it is called.
FURNITURE = {
    "comments": re.compile(r"comments \(\d+\)|comments|leave a comment|no comments yet", re.IGNORECASE),
    "about the author": re.compile(r"about the authors?", re.IGNORECASE),
    "newsletter box": re.compile(r"stay updated|newsletter|subscribe( to our newsletter\b.*)?", re.IGNORECASE),
}
NAMES = {"comments": "the comments and their form", "newsletter box": "the newsletter box"}


def parse(text, *, has_title=True):
    """A Manuscript. Its title stays empty where the text does not begin with one."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    words, furniture = apart(blocks)
    title = words.pop(0) if has_title and words and is_title(words[0]) else ""
    return Manuscript(
        title=title,
        body="\n\n".join(heading_or_words(block) for block in words),
        authors=author_in(furniture.get("about the author", [])),
        left_out=[NAMES[part] for part in furniture if part in NAMES],
    )


def apart(blocks):
    """The article's blocks, and the lines of each part of the furniture behind it."""
    words, furniture, part = [], {}, None
    for block in blocks:
        for line in block.split("\n"):
            begun = next((name for name, start in FURNITURE.items() if start.fullmatch(line.strip())), None)
            part = begun or part
            if part and not begun:
                furniture.setdefault(part, []).append(line.strip())
            elif part:
                furniture.setdefault(part, [])
        if part is None:
            words.append(block)
    return words, furniture


def is_title(block):
    """One line, short enough, and no sentence of a paragraph."""
    return "\n" not in block and len(block) <= 200 and not block.endswith((".", ",", ";", ":"))


def heading_or_words(block):
    heading = NUMBERED_HEADING.fullmatch(block)
    return f"## {heading.group(1)}" if heading else block


def author_in(lines):
    """The first line under "About the Author" is a name, the second a role."""
    return [Author(name=lines[0], role=lines[1] if len(lines) > 1 else "")] if lines else []
