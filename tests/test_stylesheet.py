"""The one stylesheet: legible in both themes, the same in both directions, nothing in it that nobody uses."""

import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
WRITTEN = (TOP / "cramps_site" / "static" / "site.css").read_text("utf-8")
SHEET = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", WRITTEN, flags=re.DOTALL)
LIGHT, DARK = 0, 1
TEXT, BOUNDARY = 7, 3  # to one; WCAG 2.2, 1.4.6 and 1.4.11

# Ink, what it stands on, and how far apart they are at least.
PAIRS = [
    *[
        (ink, ground, TEXT)
        for ink in ["ink", "muted", "link", "visited", "accent", "error"]
        for ground in ["paper", "surface"]
    ],
    ("ok", "paper", TEXT),
    ("ink", "mark", TEXT),
    ("on-loud", "loud", TEXT),
    ("on-foot", "foot", TEXT),
    ("focus-ink", "focus", TEXT),
    ("control", "paper", BOUNDARY),
    ("control", "surface", BOUNDARY),
]


def colour(name, theme):
    value = re.search(rf"--{name}: (?:light-dark\((.+?), (.+?)\)|(.+?));", SHEET).groups()
    digits = (value[theme] or value[2]).removeprefix("#")
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def luminance(digits):
    """Relative, as WCAG 2.2 defines it."""
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_wcag_does():
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=lambda part: str(part))
def test_ink_stands_out_from_its_ground(ink, ground, least, theme):
    assert contrast(colour(ink, theme), colour(ground, theme)) >= least


def test_every_token_is_defined_and_used():
    assert set(re.findall(r"(--[\w-]+):", SHEET)) == set(re.findall(r"var\((--[\w-]+)", SHEET))


def test_every_class_is_written_in_some_page():
    named = set(re.findall(r"\.([a-z][\w-]*)", " ".join(re.findall(r"([^{};]+)\{", SHEET))))
    folders = ["templates", "articles", "comments", "newsletter"]
    pages = [path for folder in folders for path in (TOP / folder).rglob("*") if path.suffix in {".html", ".py"}]
    # Within quotes, or all that stands in a block, as the class of the masthead does.
    written = re.findall(r'"[^"\n]*"|%\}[\w -]+\{%', " ".join(path.read_text("utf-8") for path in pages))
    words = set(re.findall(r"[a-z][\w-]*", " ".join(written)))

    assert named - words == set()


def test_nothing_is_said_of_left_and_right_or_top_and_bottom():
    properties = set(re.findall(r"(?<![\w-])([a-z-]+)\s*:\s*[^;{}]+;", SHEET))

    assert {name for name in properties if re.search(r"\b(left|right|top|bottom)\b", name)} == set()
    assert properties & {"width", "height", "min-width", "max-width", "min-height", "max-height", "float"} == set()
    assert re.findall(r"text-align: (left|right)", SHEET) == []


def test_the_layers_stand_in_their_order():
    order = re.findall(r"@layer (\w+) \{", SHEET)

    assert order == re.search(r"@layer ([\w, ]+);", SHEET)[1].split(", ")
