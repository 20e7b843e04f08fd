"""axe-core finds nothing to mend: WCAG A and AA up to 2.2, and its best practices."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cramps_site.sign_in import link_for
from tests.every_page import error_pages, every_page, open_html
from tests.factories import make_article

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STILL = {"reduced_motion": "reduce"}  # or colours are looked at half way from one theme to the other
SCREENS = [{"width": 320, "height": 640}, {"width": 1280, "height": 800}]
RUN = """async rules => {
    const {violations} = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
    return violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target}`));
}"""


def violations(page):
    """What is wrong with the page as it stands, on both screens and in both themes.

    The script is sent past the page's own policy, which stays as it is.
    """
    page.evaluate(f"() => {{ {AXE} }}")
    found = {}
    for screen in SCREENS:
        for theme in ["light", "dark"]:
            page.set_viewport_size(screen)
            page.emulate_media(color_scheme=theme)
            found |= {(screen["width"], theme): page.evaluate(RUN, RULES)}
    return {where: faults for where, faults in found.items() if faults}


def test_nothing_is_wrong_on_any_page(open_browser):
    reader = open_browser(**STILL)
    for name, path in every_page().items():
        reader.goto(path)

        assert violations(reader) == {}, name


def test_nothing_is_wrong_where_something_is_to_put_right(open_browser):
    reader = open_browser(**STILL)
    reader.goto(make_article().get_absolute_url())

    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("alert")).to_be_visible()
    assert violations(reader) == {}

    reader.goto("/newsletter/")
    reader.get_by_role("button", name="Subscribe").click()
    expect(reader.get_by_text("Write your e-mail address")).to_be_visible()
    assert violations(reader) == {}


def test_nothing_is_wrong_where_something_went_wrong(open_browser):
    reader = open_browser(**STILL)
    for name, html in error_pages().items():
        open_html(reader, html)

        assert violations(reader) == {}, name


def test_nothing_is_wrong_where_moderators_sign_in(open_browser, moderator):
    desk = open_browser(**STILL)

    desk.goto(urlsplit(link_for(moderator)).path)

    assert violations(desk) == {}


def test_it_would_find_what_is_wrong(open_browser):
    reader = open_browser(**STILL)
    reader.goto("/about/")

    reader.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input><h5>Level</h5>')")

    assert violations(reader)[1280, "dark"] == ["heading-order: h5", "label: #main > input"]
