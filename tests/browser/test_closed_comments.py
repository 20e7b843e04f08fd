"""How the form looks where a comment is not taken: nothing for axe to mend."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import STILL, violations
from tests.browser.test_commenting import write_comment
from tests.factories import make_article, make_discussion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_form_that_is_too_quick_or_comes_to_a_closed_article_keeps_the_words(open_browser):
    article = make_article()
    reader = open_browser(**STILL)
    reader.goto(article.get_absolute_url())
    write_comment(reader, "Ada", "The first.")
    reader.goto(article.get_absolute_url())

    write_comment(reader, "Ada", "The second.")
    expect(reader.get_by_role("alert")).to_contain_text("your words stay here until then.")
    assert violations(reader) == {}

    make_discussion(article, mode="closed")
    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("alert")).to_contain_text("Comments on this article are closed")
    expect(reader.get_by_label("Your comment", exact=True)).to_have_value("The second.")
    assert violations(reader) == {}

    reader.goto(article.get_absolute_url())
    expect(reader.get_by_text("Comments on this article are closed.")).to_be_visible()
    assert violations(reader) == {}
