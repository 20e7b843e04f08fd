"""Plain text, as saved from a web page: a title, numbered sections, and the page's own furniture."""

import re

from articles.importing.manuscript import Author, Manuscript

NUMBERED = re.compile(r"\d{1,2}[.)]\s+(\S.{0,98}[^\s.,;:])")
LONG = 200  # characters; a paragraph of an article, and no line of a page's furniture

# What a page puts round an article: the line it begins with, and what it is called.
FURNITURE = {
    "comments": re.compile(r"comments \(\d+\)|comments|leave a comment|no comments yet", re.IGNORECASE),
    "about the author": re.compile(r"about the authors?", re.IGNORECASE),
    "newsletter box": re.compile(r"stay updated|newsletter|subscribe( to our newsletter\b.*)?", re.IGNORECASE),
}
# No article has a section called this, so what follows is furniture however long it is.
CERTAIN = re.compile(r"comments \(\d+\)|leave a comment|about the authors?", re.IGNORECASE)
NAMES = {"comments": "the comments and their form", "newsletter box": "the newsletter box"}
NAME_LENGTH = 80


def parse(text, *, title=""):
    """A Manuscript. Without a `title` its own is taken; empty where the text does not begin with one."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    words, lines = apart(blocks)
    furniture = parts_of(lines)
    own_title = title_in(words)
    if own_title and (not title or same_words(own_title, title)):
        words.pop(0)
    author, rest = author_in(furniture.pop("about the author", []))
    return Manuscript(
        title=title or own_title,
        body="\n\n".join(with_headings(words)),
        authors=[author] if author else [],
        left_out=[*(NAMES[part] for part in furniture), *(["what else is said about the author"] if rest else [])],
    )


def apart(blocks):
    """The article's blocks, and the lines of the furniture behind it.

    Furniture stands behind the last long paragraph and the last numbered heading; before those,
    "Comments" is a heading like any other. Better some furniture in a draft than an article cut off.
    """
    last = max((i for i, block in enumerate(blocks) if len(block) >= LONG or NUMBERED.fullmatch(block)), default=0)
    for index, block in enumerate(blocks):
        lines = [line.strip() for line in block.split("\n")]
        for number, line in enumerate(lines):
            if CERTAIN.fullmatch(line) or (index >= last and part_begun_by(line)):
                before = "\n".join(block.split("\n")[:number])
                words = [*blocks[:index], before] if before else blocks[:index]
                return words, [*lines[number:], *(line.strip() for b in blocks[index + 1 :] for line in b.split("\n"))]
    return blocks, []


def part_begun_by(line):
    return next((part for part, start in FURNITURE.items() if start.fullmatch(line)), None)


def parts_of(lines):
    """The lines of each part of the furniture."""
    parts, part = {}, None
    for line in lines:
        begun = part_begun_by(line)
        part = begun or part
        parts.setdefault(part, []).extend([] if begun else [line])
    return parts


def title_in(words):
    """The first block, if it is one line, short enough, and no heading or sentence of the text."""
    first = words[0] if words else ""
    is_title = "\n" not in first and len(first) <= LONG and not first.endswith((".", ",", ";", ":"))
    return first.removeprefix("# ") if is_title and not NUMBERED.fullmatch(first) else ""


def same_words(one, other):
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def with_headings(blocks):
    """A numbered line is a heading when words follow it; between others of its kind it is an item of a list."""
    numbered = [NUMBERED.fullmatch(block) for block in blocks]
    for index, block in enumerate(blocks):
        alone = not any(numbered[max(0, index - 1) : index]) and not any(numbered[index + 1 : index + 2])
        is_heading = numbered[index] and alone and index + 1 < len(blocks)
        yield f"## {numbered[index].group(1)}" if is_heading else block


def author_in(lines):
    """The Author, or None, and what else was said: the first line is a name, the second a role."""
    if not lines or len(lines[0]) > NAME_LENGTH:
        return None, lines
    has_role = len(lines) > 1 and len(lines[1]) <= NAME_LENGTH
    role = lines[1] if has_role else ""
    return Author(name=lines[0], role=role), lines[1 + has_role :]
