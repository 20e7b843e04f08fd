"""Every kind of page that readers see: on narrow, wide and enlarged screens, in both themes and both directions."""

import pytest

from tests.every_page import MISSING, error_pages, every_page, open_html

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}
# What is left of 1280 by 1024 where the browser is set to 400 %.
ENLARGED = {"width": 320, "height": 256}
WIDE = {"width": 1280, "height": 800}
THEMES = ["light", "dark"]

DUPLICATE_IDS = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""
# Links within a sentence are as high as their line; all else is to be pressed by a thumb.
LOW_TARGETS = """() => [...document.querySelectorAll("button, input, textarea, summary, .button, .tap, nav a")]
    .filter(element => element.getClientRects().length && !element.closest(".trap"))
    .filter(element => element.type !== "hidden" && element.getBoundingClientRect().height < 43.9)
    .map(element => element.outerHTML)"""
GROUND_AND_INK = """() => [document.documentElement, document.body].map((element, index) => {
    const colour = getComputedStyle(element)[index ? "color" : "backgroundColor"];
    return colour.match(/\\d+/g).slice(0, 3).map(Number).reduce((sum, part) => sum + part) / 3;
})"""
# Words of the page that no one can see: without size, without ink, or as dark as what they stand on.
UNSEEN_WORDS = """() => {
    const ink = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
    const clear = colour => ink(colour).length === 4 && ink(colour)[3] === 0;
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!clear(colour)) return ink(colour);
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll("main :is(h1, h2, h3, p, li, td, th, dt, dd)")]
        .filter(element => element.checkVisibility() && element.innerText.trim())
        .filter(element => {
            const words = ink(getComputedStyle(element).color), under = ground(element);
            return Math.max(...[0, 1, 2].map(part => Math.abs(words[part] - under[part]))) < 100;
        })
        .map(element => element.outerHTML.slice(0, 200));
}"""


@pytest.fixture
def pages(db):
    return every_page()


def too_wide(reader):
    return reader.evaluate("document.documentElement.scrollWidth") > reader.viewport_size["width"]


def test_each_page_fits_a_narrow_screen_and_a_thumb_in_both_themes(open_browser, pages, scripts):
    reader = open_browser(scripts=scripts, viewport=NARROW)
    for name, path in pages.items():
        answer = reader.goto(path)

        assert answer.status == (404 if name in MISSING else 200), name
        assert not too_wide(reader), name
        assert reader.evaluate(LOW_TARGETS) == [], name
        assert reader.evaluate(DUPLICATE_IDS) == [], name
        for theme in THEMES:
            reader.emulate_media(color_scheme=theme)
            ground, ink = reader.evaluate(GROUND_AND_INK)
            assert (ground < 64 and ink > 192) if theme == "dark" else (ground > 192 and ink < 64), name

    assert reader.context.cookies() == []


def test_a_page_that_says_what_went_wrong_fits_too(open_browser, db):
    reader = open_browser()
    for name, html in error_pages().items():
        open_html(reader, html)
        for screen in [NARROW, ENLARGED, WIDE]:
            reader.set_viewport_size(screen)
            assert not too_wide(reader), (name, screen)
            assert reader.evaluate(LOW_TARGETS) == [], (name, screen)


def test_each_page_fits_a_wide_and_an_enlarged_screen_in_both_directions(open_browser, pages):
    reader = open_browser()
    for name, path in pages.items():
        reader.goto(path)

        for screen in [WIDE, ENLARGED]:
            reader.set_viewport_size(screen)
            for direction in ["ltr", "rtl"]:
                reader.evaluate("direction => { document.documentElement.dir = direction; }", direction)
                assert not too_wide(reader), (name, screen, direction)
            assert reader.evaluate(LOW_TARGETS) == [], (name, screen)


def test_no_words_vanish_on_paper_or_in_forced_colours(open_browser, pages):
    reader = open_browser()
    for name, path in pages.items():
        reader.goto(path)

        for medium in [{"media": "print"}, {"media": "screen", "forced_colors": "active"}]:
            for theme in THEMES:
                reader.emulate_media(color_scheme=theme, **{"forced_colors": "none"} | medium)
                assert reader.get_by_role("heading", level=1).first.is_visible(), (name, medium)
                assert reader.evaluate(UNSEEN_WORDS) == [], (name, medium, theme)
