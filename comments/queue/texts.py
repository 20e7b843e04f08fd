"""A reader's words in pieces: what a check found, what an edit changed. Templates escape and mark them."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from comments.screening.personal import COVER

MARKS = 20  # in one text; more would hide the words


@dataclass(frozen=True)
class Piece:
    text: str
    kind: str = ""  # "mark", "care", "private", "ins" or "del"


def marked(text, excerpts):
    """`text` in Pieces, with what stands in `excerpts`, {words: kind}, marked."""
    if not (found := pattern_of(excerpts)):
        return [Piece(text)]
    kinds = {spaced(words): kind for words, kind in excerpts.items()}
    pieces, end = [], 0
    for match in list(found.finditer(text))[:MARKS]:
        pieces += [Piece(text[end : match.start()]), Piece(match.group(), kinds[spaced(match.group())])]
        end = match.end()
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]


def stands_in(text, words):
    found = pattern_of([words])
    return bool(found and found.search(text))


def pattern_of(excerpts):
    """Finds the excerpts however their spaces and lines are broken. None where there is nothing to find."""
    words = sorted(filter(str.strip, excerpts), key=len, reverse=True)
    if not words:
        return None
    return re.compile("|".join(r"\s+".join(map(re.escape, each.split())) for each in words), re.IGNORECASE)


def spaced(words):
    return " ".join(words.split()).lower()


def changed(old, new):
    """Both texts in Pieces, word by word: what went, what came, what stayed."""
    before, after = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    pieces = []
    for act, *spans in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[spans[0] : spans[1]]), "".join(after[spans[2] : spans[3]])
        pieces += [Piece(gone)] if act == "equal" else [Piece(gone, "del"), Piece(come, "ins")]
    return [piece for piece in pieces if piece.text]


def covered(text, excerpts):
    """`text` with each of the excerpts hidden. Its spaces stay, and nothing tells how long the words were."""
    found = pattern_of(excerpts)
    return found.sub(COVER, text) if found else text
