"""A text as words that are compared by what they look like: whole words and phrases, never parts of words."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from cramps_site.lib.characters import EachCharacter
from cramps_site.lib.skeleton import skeleton

SIGNS = "|!@$"  # stand for letters within a word: `v!agra`; around it they are signs
SPACED_OUT = 4  # single letters in a row that spell a word: `v i a g r a`


class Word(NamedTuple):
    looks: str
    start: int
    end: int


class Looks:
    """The words of `text`, and where they stand in it."""

    def __init__(self, text):
        self.text, self.words = text, spelled_out(words_of(text))
        self.line = f" {' '.join(word.looks for word in self.words)} "
        self.different = {word.looks for word in self.words}

    def first(self, phrase):
        """The reader's own words that look like `phrase`, which is a result of `looks_of`; empty if none do."""
        at = self.line.find(f" {phrase} ") if phrase else -1
        if at < 0:
            return ""
        return self.between(self.line.count(" ", 0, at), phrase.count(" ") + 1)

    def near(self, one, others, within):
        """The words from one of the set `one` to one of the set `others`, at most `within` words away, in any order."""
        if one.isdisjoint(self.different):
            return ""
        for n in [n for n, word in enumerate(self.words) if word.looks in one]:
            for other in range(max(n - within, 0), min(n + within + 1, len(self.words))):
                if other != n and self.words[other].looks in others:
                    return self.between(min(n, other), abs(n - other) + 1)
        return ""

    def between(self, first, number):
        return self.text[self.words[first].start : self.words[first + number - 1].end]


@lru_cache(maxsize=50)
def looks_at(text):
    """Its Looks. Kept for a while: a comment is looked at for several reasons. One takes ten kilobytes."""
    return Looks(text)


def looks_of(phrase):
    """The form in which phrases are compared, and stored with a rule. Empty for one without a word."""
    return " ".join(word.looks for word in Looks(phrase).words)


def words_of(text):
    words = (word_at(text, *match.span()) for match in re.finditer("[^ ]+", text.translate(SPACES)))
    return [word for word in words if word.looks]


def word_at(text, start, end):
    raw = text[start:end]
    bare = raw.strip(SIGNS)
    start += len(raw) - len(raw.lstrip(SIGNS))
    return Word(looks_of_word(bare), start, start + len(bare))


def spelled_out(words):
    """With runs of single letters made one word."""
    joined, run = [], []
    for word in [*words, None]:
        if word and len(word.looks) == 1:
            run.append(word)
            continue
        if len(run) >= SPACED_OUT:
            run = [Word(looks_of_word("".join(letter.looks for letter in run)), run[0].start, run[-1].end)]
        joined += run
        run = []
        joined += [word] if word else []
    return joined


@lru_cache(maxsize=10_000)
def looks_of_word(word):
    """Its skeleton; a number stays the number it is."""
    if word.isdecimal():
        return str(int(word))
    return re.sub(r"\s", "", skeleton(word))


def is_of_a_word(letter):
    """Letters and digits, with the marks and the invisible characters that may stand between them."""
    return letter in SIGNS or unicodedata.category(letter)[0] in "LNM" or unicodedata.category(letter) == "Cf"


SPACES = EachCharacter(lambda letter: letter if is_of_a_word(letter) else " ")
