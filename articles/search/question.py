"""From what somebody typed to the stems that are looked for."""

from dataclasses import dataclass, field

from articles.search.dialects import like
from articles.search.words import COMMON, stem, words_in

TERMS = 12  # more words make no question clearer
COMPLETIONS = 10
LONG_WORD = 8  # letters; two slips are forgiven from here on, one below


@dataclass
class Term:
    """One word of the question, and the stems any of which answers it; none if it is unknown."""

    word: str
    stems: list = field(default_factory=list)
    taken_for: str = ""


def understood(text):
    """The Terms of a question. Words that no article has are completed, or taken for the nearest."""
    from articles.models import SearchWord

    said = list(dict.fromkeys(word for _, _, word in words_in(text[:1000]) if word))
    terms = [Term(word) for word in [word for word in said if word not in COMMON] or said][:TERMS]
    known = set(SearchWord.objects.filter(stem__in=[stem(term.word) for term in terms]).values_list("stem", flat=True))
    for term in terms:
        own = stem(term.word)
        if own in known or len(term.word) < 3:
            term.stems = [own]
        else:
            guess(term, SearchWord.objects)
    return terms


def guess(term, vocabulary):
    completions = vocabulary.filter(word__startswith=term.word).order_by("word")
    term.stems = sorted({entry.stem for entry in completions[:COMPLETIONS]})
    if not term.stems:
        term.taken_for = nearest(term.word)
        term.stems = [stem(term.taken_for)] if term.taken_for else []


def nearest(word):
    """The word that was most likely meant, or ""."""
    slips = {candidate: min(distance(word, candidate), distance(word, stem(candidate))) for candidate in like(word)}
    allowed = 1 if len(word) < LONG_WORD else 2
    return min(
        (candidate for candidate in slips if slips[candidate] <= allowed), key=lambda c: (slips[c], c), default=""
    )


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
