"""Every kind of page as a picture, and every component cut out of its page. `make screenshots` runs it.

Pages go to docs/pictures/pages/, which is not kept except for what the README shows; components go,
small, to docs/pictures/components/, which docs/design-language.md shows.
"""

import io
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TOP), str(TOP / "bench")]

from demo_site import demo_site  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

PICTURES = TOP / "docs" / "pictures"
WIDTHS = [360, 768, 1280]
THEMES = ["light", "dark"]
TALLEST = 4000  # pixels; a longer page is cut off

# Name: page, selector, width of the window. What there are several of: the first.
COMPONENTS = {
    "masthead": ("home", ".masthead", 900),
    "lead": ("home", ".lead", 900),
    "entries": ("home", ".entries", 600),
    "first-aid": ("home", ".first-aid", 600),
    "topics": ("home", ".index", 900),
    "opening": ("article-night-cramps", ".opening", 900),
    "byline": ("article-night-cramps", ".byline", 700),
    "contents": ("article-night-cramps", ".contents.side", 1280),
    "short": ("article-exercise-cramps", ".short", 700),
    "tip": ("article-night-cramps", ".tip", 700),
    "see-doctor": ("article-night-cramps", ".see-doctor", 700),
    "urgent": ("article-when-to-see-a-doctor", ".urgent", 700),
    "emergency": ("article-when-to-see-a-doctor", ".emergency", 700),
    "dos": ("article-exercise-cramps", ".dos", 700),
    "table": ("article-magnesium", ".scroll", 800),
    "references": ("article-night-cramps", ".refs", 700),
    "dates": ("article-night-cramps", ".dates", 700),
    "author-card": ("article-night-cramps", ".author-card .card", 700),
    "profile": ("author-amara-obi", ".profile", 900),
    "thread": ("article-pain-after-a-cramp", ".thread > li", 700),
    "form": ("article-pain-after-a-cramp", "#comment-form", 700),
    "steps": ("comment-waiting", ".steps", 600),
    "search": ("search-corrected", "main .narrow", 600),
    "letter": ("home", ".letter", 900),
}


def main():
    with demo_site() as address, sync_playwright() as playwright:
        from tests.conftest import chromium_path

        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        pages = {name: f"{address}{path}" for name, path in paths().items()}
        page = browser.new_page(reduced_motion="reduce")
        take_pages(page, pages)
        take_components(page, pages)
        browser.close()


def paths():
    """The pages there are. Playwright runs a loop of events, in which Django would not ask its database."""
    import os

    from tests.every_page import every_page

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return every_page(hostile=False)


def take_pages(page, pages):
    folder = PICTURES / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in pages.items():
        for width in WIDTHS:
            open_at(page, address, width)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                picture = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": TALLEST})
                save(picture, folder / f"{name}-{width}-{theme}.png", size=(width, TALLEST), colours=128)


def take_components(page, pages):
    folder = PICTURES / "components"
    folder.mkdir(parents=True, exist_ok=True)
    page.emulate_media(color_scheme="light")
    for name, (page_name, selector, width) in COMPONENTS.items():
        open_at(page, pages[page_name], width)
        picture = page.locator(selector).first.screenshot()
        save(picture, folder / f"{name}.png", size=(560, 560), colours=24)


def open_at(page, address, width):
    """With all pictures there, those further down too."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address, wait_until="networkidle")
    page.evaluate("for (const picture of document.images) picture.loading = 'eager'")
    page.wait_for_load_state("networkidle")
    page.evaluate("Promise.all([...document.images].map(picture => picture.decode().catch(() => {})))")


def save(picture, path, *, size, colours):
    """Not larger than `size`, and with few colours: repositories keep every picture for ever."""
    with Image.open(io.BytesIO(picture)) as whole:
        whole = whole.convert("RGB")
        whole.thumbnail(size, Image.Resampling.LANCZOS)
        few = whole.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


if __name__ == "__main__":
    main()
