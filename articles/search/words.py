"""What counts as a word, and which words are the same."""

import re
import unicodedata
from functools import cache, lru_cache

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST_WORD = 40
# Said in most questions and every article; they would only hide what was asked.
COMMON = frozenset(
    "a about am an and any are as at be been but by can could did do does for from get had has have how i if in is"
    " it its me my of on or our should so that the their them then there these they this to us was we were what when"
    " where which who why will with would you your".split()
)


def words_in(text):
    """(start, end, word) of each word in order, the word folded: `Cramp’s` is `cramp`."""
    for match in WORD.finditer(text):
        yield match.start(), match.end(), fold(match.group())


def places_of(stems, text):
    """(start, end) of each word with one of the stems. Looks at each different word once: texts are long."""
    asked = [word for word in set(WORD.findall(text)) if stem(fold(word)) in stems]
    return [match.span() for match in whole_words(asked).finditer(text)] if asked else []


def whole_words(words):
    """Matches these words where WORD would: not within a longer one, nor beside its apostrophe."""
    return re.compile(rf"(?<![^\W_])(?<![^\W_]['’])(?:{'|'.join(map(re.escape, words))})(?![^\W_]|['’][^\W_])")


@lru_cache(maxsize=20_000)
def fold(word):
    """Lower case, without marks, without a possessive s, at most LONGEST_WORD characters."""
    word = word.casefold().replace("’", "'").removesuffix("'s").replace("'", "")
    plain = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in plain if letter.isalnum())[:LONGEST_WORD]


@lru_cache(maxsize=20_000)
def stem(word):
    return stemmer().stemWord(word)


@cache
def stemmer():
    import snowballstemmer  # all its languages, 3.5 MB, which a worker never needs

    return snowballstemmer.stemmer("english")


def stems_of(text):
    """The stems of a text in order, parted by spaces: what the index keeps of it."""
    return " ".join(stem(word) for _, _, word in words_in(text))
