"""What a text looks like, whatever characters it is made of."""

import json
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from cramps_site.lib.characters import EachCharacter

# Look alike within ASCII; UTS 39 maps these too.
ASCII_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "$": "s", "@": "a", "5": "s", "3": "e"})
WITHOUT_MARKS = EachCharacter(lambda letter: "" if unicodedata.category(letter) in {"Mn", "Me", "Cf", "Cc"} else letter)


@lru_cache(maxsize=10_000)
def skeleton(text):
    """A form for comparing, never shown or stored: equal for texts that look the same.

    Unicode Technical Standard 39, section 4 (confusable detection), with marks and invisible
    characters dropped, case folded, and repeated characters made one.
    """
    plain = unicodedata.normalize("NFKD", text).translate(WITHOUT_MARKS)
    latin = plain.translate(look_alikes()).casefold().translate(ASCII_ALIKE).replace("rn", "m").replace("vv", "w")
    return "".join(letter for n, letter in enumerate(latin) if letter != latin[n - 1 : n])


@cache
def look_alikes():
    """Every character that Unicode lists as a double of an ASCII letter, and that letter.

    Of the library's list, which is not kept: it takes 7 MB, and this a fraction.
    """
    table = {}
    for letter, doubles in json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_bytes()).items():
        ascii_double = next((d["c"] for d in doubles if d["c"].isascii() and d["c"].isalpha()), None)
        if len(letter) == 1 and not letter.isascii() and ascii_double:
            table[ord(letter)] = ascii_double
    return table
