"""When two texts say almost the same: words in pairs, compared by what they look like, and keys to find them by.

MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
chapter 3): texts that share half of their pairs have at least one of the ten keys in common with
a probability of 94 %, two thirds with 99.7 %, a hundredth with 0.1 %. What the keys find is then compared.
"""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache, reduce
from hashlib import blake2b, shake_256
from itertools import batched, pairwise
from struct import Struct

from comments.hosts import without_addresses
from comments.looks import looks_at, looks_of

SHORT = 8  # words; shorter texts are near only where they are equal
NO_COURTESY = 6  # words; shorter ones ("Thank you, this helped") are written by many without harm
BANDS, ROWS = 10, 2
HASHES = Struct(f"<{BANDS * ROWS}Q")
MIXED_BY = 0x9E3779B97F4A7C15  # 2⁶⁴ by the golden ratio (Knuth, volume 3, section 6.4)
ALIKE = 0.5  # of all pairs of both texts, the share that stands in both
LINK = looks_of("link")  # what stands for each address
OWN_WORDS = 6  # in a row that only one of them has: someone who quotes, and says something
QUOTED = 0.5  # of the pairs of a text, the share that another repeats


@dataclass(frozen=True)
class Shingles:
    """The words of a text and its pairs of words, in its order: what they look like."""

    words: list = field(default_factory=list)
    pairs: list = field(default_factory=list)

    @classmethod
    def of(cls, text):
        words = [word.looks for word in looks_at(without_addresses(text)).words]
        if len(words) >= SHORT:
            return cls(words, [number(f"{one} {two}") for one, two in pairwise(words)])
        if len(words) >= NO_COURTESY or LINK in words:
            return cls(words, [number(" ".join(words))])
        return cls()

    def keys(self):
        """Signed 64-bit numbers, of which near texts share some. None for what is never folded."""
        least = map(min, zip(*map(hashes_of, set(self.pairs)), strict=True))
        return [one_number(band) for band in batched(least, ROWS, strict=True)]

    def is_like(self, other):
        mine, theirs = set(self.pairs), set(other.pairs)
        if not mine or len(mine & theirs) < ALIKE * len(mine | theirs):
            return False
        own = max(run(self.pairs, theirs), run(other.pairs, mine))
        return own < OWN_WORDS or passage(self.words, other.words) < OWN_WORDS

    def quotes(self, other):
        theirs = set(other.pairs)
        return len(theirs) > 1 and len(theirs & set(self.pairs)) >= QUOTED * len(theirs)


@lru_cache(maxsize=100)
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


@lru_cache(maxsize=1_000)
def number(text):
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def hashes_of(pair):
    """As many numbers as there are rows in all bands, as if each came from a hash function of its own."""
    return HASHES.unpack(shake_256(pair.to_bytes(8)).digest(HASHES.size))


def one_number(band):
    """Different for different bands, but for one case in 2⁶⁴; signed, as databases have it."""
    mixed = reduce(lambda mixed, least: (mixed * MIXED_BY + least) % 2**64, band)
    return mixed - 2**63
