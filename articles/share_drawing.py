"""Draws the share picture: words on paper, cut or shrunk until they fit, in what serif the system has."""

import re
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
PAPER, INK, MADDER, MUTED = "#fffdf9", "#1a1f24", "#9a1f3c", "#434d57"
MARGIN = 72
TITLE_TOP, TITLE_BOTTOM = 120, 460
TITLE_SIZES = range(112, 28, -4)
LEADING = 1.14  # of the size
FINER = 4  # times, drawn and made smaller, so that the line has smooth edges
LONGEST = 200  # characters
DRAWN_AS = 1  # one more whenever the drawing changes, so that kept pictures are drawn anew

# Serifs first; then whatever has the letters that a serif lacks. Where none is installed, Pillow's own.
FONTS = [
    "/usr/share/fonts/truetype/noto/NotoSerif-Bold.ttf",
    "/usr/share/fonts/noto/NotoSerif-Bold.ttf",
    "/usr/share/fonts/google-noto/NotoSerif-Bold.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Bold.ttf",
    "/usr/share/fonts/liberation-serif/LiberationSerif-Bold.ttf",
    "/usr/share/fonts/liberation/LiberationSerif-Bold.ttf",
    "/System/Library/Fonts/Supplemental/Georgia Bold.ttf",
    "C:/Windows/Fonts/georgiab.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/dejavu-serif-fonts/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/TTF/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
]


def drawn(topic, title, authors, site_name):
    """The PNG's bytes. Whatever the words are made of, they are cut or shrunk until they fit."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 0, WIDTH, 12], fill=INK)
    write(draw, topic, MARGIN, 30, MADDER)
    write_title(draw, title)
    draw_trace(picture, 522)
    write(draw, authors, 548, 30, MUTED, width=0.66)
    write(draw, site_name, 536, 48, INK, width=0.3, at_end=True)
    file = BytesIO()
    picture.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def write_title(draw, title):
    words = printable(title)
    for size in TITLE_SIZES:
        font = font_for(words, size)
        lines, leading = lines_of(words, font), round(size * LEADING)
        if leading * len(lines) <= TITLE_BOTTOM - TITLE_TOP:
            break
    room = (TITLE_BOTTOM - TITLE_TOP) // leading
    if len(lines) > room:
        lines = [*lines[: room - 1], shortened(f"{lines[room - 1]}…", font, WIDTH - 2 * MARGIN)]
    right_to_left = begins_right_to_left(words)
    for number, line in enumerate(lines):
        place = (WIDTH - MARGIN if right_to_left else MARGIN, TITLE_TOP + number * leading)
        draw.text(place, line, fill=INK, font=font, anchor="ra" if right_to_left else "la")


def write(draw, text, top, size, colour, *, width=1.0, at_end=False):
    """One line; `width` is the share of the picture that it may take."""
    font = font_for(printable(text), size)
    line = shortened(printable(text), font, (WIDTH - 2 * MARGIN) * width)
    draw.text(
        (WIDTH - MARGIN if at_end else MARGIN, top), line, fill=colour, font=font, anchor="ra" if at_end else "la"
    )


def draw_trace(picture, middle):
    """The line that runs out of the site's name on every page: quiet, a burst, quiet again."""
    room = 24 * FINER  # above and below
    mask = Image.new("L", (WIDTH * FINER, 2 * room))
    points = [((MARGIN + x) * FINER, room + y * FINER) for x, y in trace()]
    ImageDraw.Draw(mask).line(points, fill=255, width=3 * FINER, joint="curve")
    mask = mask.resize((WIDTH, 48), Image.Resampling.LANCZOS)
    picture.paste(MADDER, (0, middle - 24), mask)


@cache
def trace():
    """The points of the masthead's drawing, about the line y = 0, as far as the picture is wide."""
    path = re.search(r' d="([^"]+)"', Path(finders.find("plates/trace.svg")).read_text())[1]
    burst = [(float(x), (float(y) - 40) * 0.5) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]
    return [*burst, (WIDTH - 2 * MARGIN, 0.0)]


def lines_of(words, font):
    """The text in lines that are no wider than the picture; a word that is too long is broken."""
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * MARGIN:
            line = longer
            continue
        lines += [line] if line else []
        *full, line = pieces_of(word, font)
        lines += full
    return [*lines, line]


def pieces_of(word, font):
    start = 0
    for end in range(1, len(word) + 1):
        if font.getlength(word[start:end]) > WIDTH - 2 * MARGIN and end - start > 1:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def shortened(text, font, width):
    while text and font.getlength(text) > width:
        text = text.rstrip("…")[:-1].rstrip() + "…" if len(text) > 1 else ""
    return text


def printable(text):
    """One line of characters that can be drawn, without those that only steer."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp", "Zs"} else c for c in text[:LONGEST])
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"}).split())


def begins_right_to_left(text):
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"


def font_for(text, size):
    """The first font that has every letter of the text; if none has, the first there is."""
    fonts = [font_at(path, size) for path in installed()] or [ImageFont.load_default(size)]
    return next((font for font in fonts if has_all(font, text)), fonts[0])


def has_all(font, text):
    missing = bytes(font.getmask("\U0010ffff"))
    return all(bytes(font.getmask(letter)) != missing for letter in set(text) - {" "})


@cache
def installed():
    return [path for path in FONTS if Path(path).is_file()]


@cache
def font_at(path, size):
    return ImageFont.truetype(path, size)
