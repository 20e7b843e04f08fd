"""Every kind of page as a picture, and every component cut out of its page. `make screenshots` runs it.

Pages go to docs/pictures/pages/, which is not kept. Components, which docs/design-language.md shows, go to
docs/pictures/components/, and what the README shows goes to docs/pictures/: both small, both kept.
"""

import io
import os
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
TALLEST = 6000  # pixels; a longer page is cut off
LONGEST_COMPONENT, AIR = 640, 16

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
    "references": ("article-when-to-see-a-doctor", ".refs", 700),
    "dates": ("article-night-cramps", ".dates", 700),
    "author-card": ("article-night-cramps", ".author-card .card", 700),
    "profile": ("author-amara-obi", ".profile", 900),
    "people": ("authors", ".people", 900),
    "thread": ("article-pain-after-a-cramp", ".thread > li", 700),
    "form": ("article-pain-after-a-cramp", "#comment-form", 700),
    "summary": ("comment-wrong", ".summary", 700),
    "steps": ("comment-waiting", ".steps", 600),
    "reason": ("comment-rejected", ".reason", 600),
    "search": ("search-corrected", "main .narrow", 600),
    "letter": ("home", ".letter", 900),
}
# Name: page, size of the window, theme.
README = {
    "home": ("home", (1280, 900), "light"),
    "article": ("article-pain-after-a-cramp", (390, 844), "dark"),
    "queue": ("queue", (1280, 900), "light"),
}


def main():
    with demo_site() as site, sync_playwright() as playwright:
        from tests.conftest import chromium_path

        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        pages = every_page_of(site)
        take_pages(browser, pages)
        take_components(browser, pages)
        take_readme(browser, pages)
        browser.close()


def every_page_of(site):
    """{name: a function that opens the page in a tab}"""
    # Playwright runs a loop of events, in which Django would not ask its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from cramps_site.sign_in import link_for
    from tests import every_page

    pages = {name: opens(f"{site}{path}") for name, path in every_page.every_page(hostile=False).items()}
    pages |= {name: shows(html, site) for name, html in every_page.error_pages().items()}
    pages["comment-wrong"] = leaves_out_everything(f"{site}/articles/night-cramps/")
    pages["sign-in"] = opens(link_for(moderator()))
    pages["queue"] = at_the_desk(lambda: link_for(moderator()), f"{site}/admin/comments/comment/")
    return pages


def moderator():
    from django.contrib.auth import get_user_model

    from cramps_site.demo import MODERATOR

    return get_user_model().objects.get(username=MODERATOR)


def opens(address):
    return lambda tab: tab.goto(address)


def shows(html, site):
    from tests.every_page import open_html

    return lambda tab: open_html(tab, html, site)


def leaves_out_everything(address):
    def post(tab):
        tab.goto(address)
        tab.get_by_role("button", name="Send comment").click()
        tab.locator(".summary").wait_for()

    return post


def at_the_desk(link, address):
    """Signs in by a link of its own each time, for a link works once."""

    def sign_in(tab):
        tab.goto(link())
        tab.get_by_role("button", name="Sign in").click()
        tab.goto(address)

    return sign_in


def take_pages(browser, pages):
    folder = PICTURES / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for name, open_page in pages.items():
        with browser.new_context(reduced_motion="reduce") as context:
            tab = context.new_page()
            for width in WIDTHS:
                tab.set_viewport_size({"width": width, "height": 900})
                if width == WIDTHS[0]:
                    open_page(tab)
                    load_pictures(tab)
                for theme in THEMES:
                    tab.emulate_media(color_scheme=theme)
                    clip = {"x": 0, "y": 0, "width": width, "height": TALLEST}
                    tab.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True, clip=clip)


def take_components(browser, pages):
    folder = PICTURES / "components"
    folder.mkdir(parents=True, exist_ok=True)
    for name, (page, selector, width) in COMPONENTS.items():
        with browser.new_context(reduced_motion="reduce", viewport={"width": width, "height": 900}) as context:
            tab = context.new_page()
            pages[page](tab)
            load_pictures(tab)
            clip = around(tab.locator(selector).first.bounding_box(), width)
            keep(tab.screenshot(full_page=True, clip=clip), folder / f"{name}.png", size=(560, 560), colours=48)


def around(box, width):
    """With some air, and not the whole of what is long."""
    left, top = max(0, box["x"] - AIR), max(0, box["y"] - AIR)
    right, height = min(width, box["x"] + box["width"] + AIR), min(LONGEST_COMPONENT, box["height"]) + 2 * AIR
    return {"x": left, "y": top, "width": right - left, "height": height}


def take_readme(browser, pages):
    for name, (page, (width, height), theme) in README.items():
        window = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
        with browser.new_context(reduced_motion="reduce", **window) as context:
            tab = context.new_page()
            pages[page](tab)
            load_pictures(tab)
            keep(tab.screenshot(), PICTURES / f"{name}.png", size=(width, height), colours=96)


def load_pictures(tab):
    """Those further down too, which a browser would load when they come near."""
    tab.evaluate("for (const picture of document.images) picture.loading = 'eager'")
    tab.evaluate("Promise.all([...document.images].map(picture => picture.decode().catch(() => {})))")


def keep(picture, path, *, size, colours):
    """Not larger than `size`, and with few colours: repositories keep every picture for ever."""
    with Image.open(io.BytesIO(picture)) as whole:
        whole = whole.convert("RGB")
        whole.thumbnail(size, Image.Resampling.LANCZOS)
        few = whole.quantize(colours, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


if __name__ == "__main__":
    main()
