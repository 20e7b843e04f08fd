"""Reading, searching, commenting, replying and subscribing with keys alone, and always seeing where one is."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from newsletter.models import Subscriber
from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_STEPS = 80
# Name of what has the focus, and whether a ring of at least 2 px stands around it, within the window.
FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
    const label = element.labels?.[0]?.innerText || element.getAttribute("aria-label") || element.innerText;
    return {
        name: label.trim(),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.boxShadow !== "none",
        seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


def tab_to(page, name):
    """Press Tab until what begins with `name` has the focus; every step on the way is to be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["ring"], focused
        assert focused["seen"], focused
        if focused["name"].startswith(name):
            return
    raise AssertionError(f"{MOST_STEPS} steps did not lead to {name!r}.")


def follow(page, name):
    tab_to(page, name)
    page.keyboard.press("Enter")


def fill(page, name, words):
    tab_to(page, name)
    page.keyboard.type(words)


@pytest.fixture(params=[320, 1280], ids=["narrow", "wide"])
def reader(open_browser, scripts, request):
    page = open_browser(scripts=scripts, viewport={"width": request.param, "height": 800}, reduced_motion="reduce")
    page.goto("/")
    return page


@pytest.fixture(autouse=True)
def article(db):
    sections = "".join(f"## Part {number}\n\n{'Words. ' * 200}\n\n" for number in ["one", "two", "three"])
    return make_article("Why a cramp hurts", body=sections)


def test_one_reads_and_jumps_to_a_section(reader):
    follow(reader, "Why a cramp hurts")
    expect(reader.get_by_role("heading", level=1, name="Why a cramp hurts")).to_be_visible()

    follow(reader, "Skip to the text")
    if reader.viewport_size["width"] == 320:
        follow(reader, "Contents")
    follow(reader, "Part three")

    expect(reader.get_by_role("heading", name="Part three")).to_be_in_viewport()


def test_one_searches(reader):
    follow(reader, "Search")
    expect(reader.get_by_role("heading", name="Search", exact=True)).to_be_visible()

    fill(reader, "Search the articles", "hurts")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("status")).to_contain_text("1 article")
    follow(reader, "Why a cramp hurts")

    expect(reader.get_by_role("heading", level=1, name="Why a cramp hurts")).to_be_visible()


def test_one_comments_puts_right_what_is_wrong_and_takes_it_back(reader, article):
    reader.goto(article.get_absolute_url())

    fill(reader, "Your comment", "Mine come at four.")
    follow(reader, "Send comment")
    expect(reader.get_by_role("alert")).to_be_focused()
    follow(reader, "Write a name.")
    expect(reader.get_by_label("Name", exact=True)).to_be_focused()
    reader.keyboard.type("Ada")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", name="Thank you, Ada.")).to_be_visible()
    follow(reader, "Withdraw")
    follow(reader, "Withdraw this comment")

    expect(reader.get_by_role("heading", name="You withdrew this comment.")).to_be_visible()


def test_one_replies(reader, article):
    first = make_comment("Mine come at four.", name="Marit", article=article, status="approved")
    reader.goto(article.get_absolute_url())

    follow(reader, "Reply")
    expect(reader.get_by_text("You are replying to Marit")).to_be_visible()
    fill(reader, "Name", "Josef")
    fill(reader, "Your comment", "Always the same leg?")
    follow(reader, "Send comment")

    expect(reader.get_by_role("heading", name="Thank you, Josef.")).to_be_visible()
    assert Comment.objects.get(name="Josef").parent == first


def test_one_subscribes(reader):
    fill(reader, "Your e-mail address", "ada@example.org")
    reader.keyboard.press("Enter")

    expect(reader.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    assert Subscriber.objects.get().email == "ada@example.org"
