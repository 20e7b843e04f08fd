"""Readers' words become plain text here, once, before they are stored."""

import html
import re
import unicodedata

import bleach

# Longer text is refused before it is cleaned, so that nobody can buy time with it.
CLEANING_LIMIT = 12_000  # characters

# Tags inside tags inside tags: innocent text is stable after two passes.
PASSES = 4

BLOCK_TAGS = set(
    "address article aside blockquote br center dd details dialog dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol option p pre search section summary table tbody td"
    " tfoot th thead title tr ul".split()
)
INLINE_TAGS = set(
    "a abbr acronym applet area audio b base bdi bdo big blink body button canvas caption cite code col colgroup"
    " command data datalist del dfn em embed font frame frameset head html i iframe image img input ins isindex kbd"
    " keygen label legend link listing map mark marquee math meta meter nobr noembed noframes noscript object"
    " optgroup output param picture plaintext progress q rb rp rt rtc ruby s samp script select slot small source"
    " span strike strong style sub sup svg template textarea time track tt u var video wbr xmp".split()
)
LONE_ATTRIBUTES = set(
    "allowfullscreen async autofocus autoplay checked controls default defer disabled hidden href inert ismap"
    " itemscope loop multiple muted nomodule noshade novalidate nowrap open playsinline readonly required reversed"
    " selected".split()
)
MAYBE_TAG = re.compile(
    r"<!--[^<]*?-->|<!doctype\b[^<>]*>"
    r"""|<(/?)([a-z][a-z0-9]*)([\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*|[\s/][^<>]*|)>""",
    re.IGNORECASE,
)

LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\u0085\u000b\u000c]")
# Controls, bidi controls, what nobody can see, and what cannot be stored or sent (lone
# surrogates, noncharacters). U+200C and U+200D stay, one in a row: Persian and emoji families
# need them. Tag characters stay in the flags they spell; elsewhere they are hidden text.
FLAGS = ["".join(chr(0xE0000 + ord(letter)) for letter in region) for region in ["gbeng", "gbsct", "gbwls"]]
UNSEEN = re.compile(
    f"(\U0001f3f4(?:{'|'.join(FLAGS)})\U000e007f)"
    "|(?<=[\u200c\u200d])[\u200c\u200d]+"
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane + end) for plane in range(0x10000, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF))
    + "]"
)
MARKS_IN_A_ROW = 4
# Printable by their category, and nothing to see: Braille without a dot, a null notehead, a lost object.
BLANK_LETTERS = set("\u2800\U0001d159\ufffc")


class TooLong(ValueError):
    """The text has more than CLEANING_LIMIT characters."""


def plain_text(text):
    """The words of `text` without markup, as their writer would have typed them.

    Not HTML: escape it where it is shown. `plain_text(plain_text(x)) == plain_text(x)`.
    Empty if nothing of it can be seen. Raises TooLong for more than CLEANING_LIMIT characters.
    """
    if len(text) > CLEANING_LIMIT:
        raise TooLong
    words = settled(tidy(text))
    if len(words) > CLEANING_LIMIT:  # NFC writes a few letters as three
        raise TooLong
    return words if can_be_seen(words) else ""


def markup_in(text):
    """The tags that `plain_text` drops of it, as they were typed, each once. Empty where it drops none."""
    if "<" not in text:
        return []
    return list(dict.fromkeys(match.group() for match in MAYBE_TAG.finditer(tidy(text)) if is_tag(match)))


def settled(text):
    """`text` without tags, nor tags that come together when others are gone."""
    if "<" not in text:
        return text
    for _ in range(PASSES):
        before, text = text, tidy(without_tags(text))
        if text == before:
            return text
    return tidy(text.replace("<", ""))


def without_tags(text):
    """Drop real tags; keep every other `<`, and an `&amp;` typed on purpose."""
    return html.unescape(bleach.clean(escape_words(text), tags=frozenset(), strip=True))


def escape_words(text):
    """Escape all but real tags, so that bleach takes the rest for words."""
    pieces, end = [], 0
    for match in MAYBE_TAG.finditer(text):
        pieces += [escape(text[end : match.start()]), bare_tag(match)]
        end = match.end()
    return "".join([*pieces, escape(text[end:])])


def bare_tag(match):
    """A tag as bleach shall see it: without attributes, which cost it quadratic time.

    Words in angle brackets (`a<b and c>d`) come back escaped; a line ended where a block did.
    """
    if not is_tag(match):
        return escape(match.group())
    closing, name, _ = match.groups()
    if name is None:
        return "<!-- -->"
    name = name.lower()
    return ("\n" if name in BLOCK_TAGS else "") + f"<{closing}{name}>"


def is_tag(match):
    """Of what MAYBE_TAG found: a comment, a doctype, or an element that HTML has or had."""
    _, name, rest = match.groups()
    return name is None or (name.lower() in BLOCK_TAGS | INLINE_TAGS and is_markup(rest))


def is_markup(rest):
    """What follows a tag's name: nothing, attributes with values, or the few that need none."""
    words = rest.replace("/", " ").lower().split()
    return "=" in rest or all(word in LONE_ATTRIBUTES for word in words)


def escape(words):
    return words.replace("&", "&amp;").replace("<", "&lt;")


def tidy(text):
    """Line ends, Unicode NFC, no character that hides or overrides, at most one blank line."""
    before = None
    while text != before:
        before = text
        text = UNSEEN.sub(r"\1", LINE_ENDS.sub("\n", text))
        text = without_towers(unicodedata.normalize("NFC", text))
        text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
        text = re.sub(r"\n{3,}", "\n\n", text)
    return text


def without_towers(text):
    """At most MARKS_IN_A_ROW combining marks on one letter."""
    if text.isascii():
        return text
    kept, row = [], 0
    for letter in text:
        row = row + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if row <= MARKS_IN_A_ROW:
            kept.append(letter)
    return "".join(kept)


def can_be_seen(text):
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in BLANK_LETTERS for letter in text)


def one_line(text):
    """`plain_text` on one line, for names."""
    return " ".join(plain_text(text).split())
