"""When two texts say almost the same: words in pairs, compared by what they look like, and keys to find them by.

MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
chapter 3): texts that share half of their pairs have at least one of the 16 keys in common with
a probability of 99 %, texts that share a hundredth with 0.2 %. What the keys find is then compared.
"""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from random import Random

from comments.hosts import without_addresses
from comments.looks import Looks, looks_of

SHORT = 8  # words; shorter texts are near only where they are equal
NO_COURTESY = 6  # words; shorter ones ("Thank you, this helped") are written by many without harm
BANDS, ROWS = 16, 2
PRIME = (1 << 61) - 1
ALIKE = 0.5  # of all pairs of both texts, the share that stands in both
LINK = looks_of("link")  # what stands for each address
OWN_WORDS = 6  # in a row that only one of them has: someone who quotes, and says something
QUOTED = 0.5  # of the pairs of a text, the share that another repeats

random = Random("shingles")  # noqa: S311 - the same numbers in every process, and no secret
HASHES = [(random.randrange(1, PRIME), random.randrange(PRIME)) for _ in range(BANDS * ROWS)]


@dataclass(frozen=True)
class Shingles:
    """The words of a text and its pairs of words, in its order: what they look like."""

    words: list = field(default_factory=list)
    pairs: list = field(default_factory=list)

    @classmethod
    def of(cls, text):
        words = [word.looks for word in Looks(without_addresses(text)).words]
        if len(words) >= SHORT:
            return cls(words, [number(f"{one} {two}") for one, two in pairwise(words)])
        if len(words) >= NO_COURTESY or LINK in words:
            return cls(words, [number(" ".join(words))])
        return cls()

    def keys(self):
        """Signed 64-bit numbers, of which near texts share some. None for what is never folded."""
        distinct = set(self.pairs)
        if not distinct:
            return []
        least = [min([(a * pair + b) % PRIME for pair in distinct]) for a, b in HASHES]
        bands = (least[at : at + ROWS] for at in range(0, len(least), ROWS))
        return [number(f"{n} {band}", signed=True) for n, band in enumerate(bands)]

    def is_like(self, other):
        mine, theirs = set(self.pairs), set(other.pairs)
        if not mine or len(mine & theirs) < ALIKE * len(mine | theirs):
            return False
        own = max(run(self.pairs, theirs), run(other.pairs, mine))
        return own < OWN_WORDS or passage(self.words, other.words) < OWN_WORDS

    def quotes(self, other):
        theirs = set(other.pairs)
        return len(theirs) > 1 and len(theirs & set(self.pairs)) >= QUOTED * len(theirs)


@lru_cache(maxsize=200)
def shingles_of(text):
    """Kept for a while: what comes in is compared with the same few comments."""
    return Shingles.of(text)


def run(pairs, others):
    """How many in a row are not among `others`, at most."""
    longest = now = 0
    for pair in pairs:
        now = 0 if pair in others else now + 1
        longest = max(longest, now)
    return longest


def passage(words, others):
    """The longest passage, in words, that only one of two texts has; they are laid side by side."""
    steps = SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    return max(max(end - start, other_end - other_start) for step, start, end, other_start, other_end in steps
               if step != "equal")  # fmt: skip


@lru_cache(maxsize=50_000)
def number(text, *, signed=False):
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=signed)
