"""Who looks at what they wrote before they send it is told to call for help."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CALL = "call your emergency number now"


def test_the_notice_is_seen_in_the_preview_and_again_after_sending(open_browser, scripts):
    reader = open_browser(scripts=scripts, viewport={"width": 360, "height": 740})
    reader.goto(make_article().get_absolute_url())
    reader.get_by_label("Name", exact=True).fill("Ada")
    reader.get_by_label("Your comment", exact=True).fill("My calf is swollen, and I am short of breath.")

    reader.get_by_role("button", name="Preview").click()
    notice = reader.get_by_role("region", name="Do not wait for us")
    expect(notice).to_contain_text(CALL)
    expect(notice).to_be_in_viewport()

    reader.get_by_label("Name", exact=True).fill("")
    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("alert")).to_be_focused()
    expect(notice).to_contain_text(CALL)
    expect(notice).to_be_in_viewport()

    reader.get_by_label("Name", exact=True).fill("Ada")
    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("heading", name="Thank you, Ada.")).to_be_visible()
    expect(notice).to_contain_text("Your comment is among those that a moderator reads first.")
