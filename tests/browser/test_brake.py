"""A reader comments while comments flood in."""

import time

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.test_axe import STILL, violations
from tests.browser.test_commenting import write_comment
from tests.factories import make_article, make_comment, make_discussion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "Ø 10 % “better”,\nand no \U0001f9c2 at all."

REMEMBER_WHAT_WAS_SAID = """() => {
    const submit = HTMLFormElement.prototype.submit;
    HTMLFormElement.prototype.submit = function () {
        sessionStorage.said = this.querySelector("[role=status]:not(.vh)").textContent;
        submit.call(this);
    };
}"""


@pytest.fixture
def flooded():
    make_discussion(brake_per_minute=1)
    article = make_article()
    Comment.objects.filter(pk=make_comment(article=article, network_hash="of a reader").pk).update(
        posted_at="2999-01-01T00:00Z"
    )
    return article


def test_the_browser_works_and_sends_it_by_itself(open_browser, flooded):
    reader = open_browser(**STILL)
    reader.goto(flooded.get_absolute_url())
    write_comment(reader, "Ada", BODY)
    expect(reader.get_by_role("alert")).to_contain_text("Send it once more")
    assert violations(reader) == {}

    reader.evaluate(REMEMBER_WHAT_WAS_SAID)
    reader.get_by_role("button", name="Send comment").click()

    expect(reader.get_by_role("heading", name="Thank you, Ada.")).to_be_visible(timeout=120_000)
    assert reader.evaluate("sessionStorage.said").startswith("Your browser is at work.")
    assert flooded.comments.get(name="Ada", body__startswith="Ø").body == BODY


def test_with_scripts_off_the_form_says_how_long_to_wait_and_keeps_the_words(open_browser, flooded, monkeypatch):
    reader = open_browser(scripts=False)
    reader.goto(flooded.get_absolute_url())
    write_comment(reader, "Ada", BODY)
    expect(reader.get_by_role("alert")).to_contain_text("Without scripts, wait 3 minutes before you send it.")
    expect(reader.get_by_label("Your comment", exact=True)).to_have_value(BODY)

    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("alert")).to_contain_text("Without scripts, wait 3 minutes before you send it.")
    later = time.time() + 181
    monkeypatch.setattr("comments.brake.time.time", lambda: later)
    reader.get_by_role("button", name="Send comment").click()

    expect(reader.get_by_role("heading", name="Thank you, Ada.")).to_be_visible()
    assert flooded.comments.get(name="Ada", body__startswith="Ø").body == BODY
