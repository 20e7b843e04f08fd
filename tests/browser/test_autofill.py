"""A browser fills in a form from the profile it keeps of its user, as far as it knows the fields."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROFILE = {
    "NAME_FULL": "Ada Berg",
    "EMAIL_ADDRESS": "ada@example.org",
    "COMPANY_NAME": "Berg & Daughters",
    "ADDRESS_HOME_STREET_ADDRESS": "1 High Street",
    "ADDRESS_HOME_CITY": "Bonn",
    "ADDRESS_HOME_STATE": "NRW",
    "ADDRESS_HOME_ZIP": "53111",
    "ADDRESS_HOME_COUNTRY": "DE",
    "PHONE_HOME_WHOLE_NUMBER": "+4922800000",
}


def fill_by_itself(page, selector):
    """Have Chromium fill the form of a field, as when its user takes what the browser offers there."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Autofill.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})
    field = devtools.send("DOM.describeNode", node)["node"]["backendNodeId"]
    profile = {"fields": [{"name": name, "value": value} for name, value in PROFILE.items()]}
    devtools.send("Autofill.trigger", {"fieldId": field, "address": profile})


def fill_comment_by_itself(page):
    fill_by_itself(page, "#name")
    expect(page.locator("#name")).to_have_value("Ada Berg")
    expect(page.locator("#email")).to_have_value("ada@example.org")


def test_a_reader_whose_browser_fills_in_the_form_is_taken_for_no_program(open_browser):
    reader = open_browser()
    reader.goto(make_article().get_absolute_url())

    fill_comment_by_itself(reader)
    expect(reader.locator("#comment-form .trap input")).to_have_value("")
    reader.get_by_label("Your comment", exact=True).fill("It helped me.")
    reader.get_by_role("button", name="Send comment").click()

    expect(reader.get_by_role("heading", name="Thank you, Ada Berg.")).to_be_visible()
    assert [comment.status for comment in Comment.objects.all()] == ["waiting"]


@pytest.mark.parametrize("known", ["company", "city", "country"])
def test_a_field_of_a_name_that_browsers_know_would_be_filled(open_browser, known):
    reader = open_browser()

    def called_otherwise(route):
        page = route.fetch()
        route.fulfill(response=page, body=page.text().replace('"subject"', f'"{known}"'))

    reader.route("**/articles/**", called_otherwise)
    reader.goto(make_article().get_absolute_url())
    fill_comment_by_itself(reader)

    expect(reader.locator("#comment-form .trap input")).not_to_have_value("")
