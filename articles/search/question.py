"""From what somebody typed to the stems that are looked for."""

from dataclasses import dataclass, field

from articles.search.dialects import completions, like, stand_in
from articles.search.words import COMMON, stem, words_in

TERMS = 12  # more words make no question clearer
SHORTEST_GUESSED = 3  # letters
LONG_WORD = 8  # letters; two slips are forgiven from here on, one below


@dataclass
class Term:
    """One word of the question, and the stems any of which answers it; none if it is unknown."""

    word: str
    stems: list = field(default_factory=list)
    taken_for: str = ""


def terms_of(text):
    """What was typed, as Terms, each answered by its own stem."""
    said = list(dict.fromkeys(word for _, _, word in words_in(text[:1000]) if word))
    words = [word for word in said if word not in COMMON] or said
    return [Term(word, [stem(word)]) for word in words[:TERMS]]


def guess_unknown(terms, articles):
    """Complete the words that none of `articles` has, or take them for the nearest that one has.

    The vocabulary knows the words of drafts too: none of them may answer, or be named.
    """
    for term in terms:
        if len(term.word) >= SHORTEST_GUESSED and not stand_in(term.stems, articles):
            guess(term, articles)


def guess(term, articles):
    term.stems = sorted(set(completions(term.word)))
    if not (term.stems and stand_in(term.stems, articles)):
        term.taken_for = nearest(term.word, articles)
        term.stems = [stem(term.taken_for)] if term.taken_for else []


def nearest(word, articles):
    """The word that was most likely meant, or ""."""
    slips = {candidate: min(distance(word, candidate), distance(word, stem(candidate))) for candidate in like(word)}
    allowed = 1 if len(word) < LONG_WORD else 2
    near = sorted((number, candidate) for candidate, number in slips.items() if number <= allowed)
    return next((candidate for _, candidate in near if stand_in([stem(candidate)], articles)), "")


def distance(one, other):
    """How many letters were left out, added, changed, or swapped with the next (optimal string alignment)."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row, last = row, [i], before
        for j, wanted in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
