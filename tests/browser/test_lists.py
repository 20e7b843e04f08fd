"""A newsletter manager brings a list of subscribers, decides on it, and takes the subscribers along."""

import pytest
from playwright.sync_api import expect

from newsletter.models import Subscriber
from tests.factories import make_user
from tests.lists import WORDS, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_list_comes_in_and_goes_out_again(open_desk, scripts, width, tmp_path):
    file = tmp_path / "readers.csv"
    file.write_text("email;name\nada@example.org;Zoë\nben\nAda@example.org;Ada\n")
    desk = open_desk(
        make_user("nele", group="Newsletter manager"), scripts=scripts, viewport={"width": width, "height": 800}
    )
    desk.goto("/admin/newsletter/subscriber/")

    desk.get_by_role("link", name="Bring a list").click()
    desk.get_by_label("The file").set_input_files(file)
    desk.get_by_role("button", name="Look through it").click()
    work()
    desk.get_by_role("link", name="Load the newest").click()
    expect(desk.get_by_role("row", name="3 ben Refused.")).to_be_visible()
    desk.get_by_role("link", name="Twice in the file 1").click()
    expect(desk.get_by_role("row", name="4 Ada@example.org")).to_be_visible()
    with desk.expect_download() as refused:
        desk.get_by_role("button", name="The rows that bring nobody").click()
    assert "The same address stands in line 2." in refused.value.path().read_text()

    desk.get_by_role("button", name="I stand for it").click()
    expect(desk.get_by_text("Write how they agreed.")).to_be_visible()
    desk.get_by_label("How these readers agreed").fill(WORDS)
    desk.get_by_role("button", name="I stand for it").click()
    work()
    desk.get_by_role("link", name="Load the newest").click()
    expect(desk.get_by_text("Attested by nele")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    assert Subscriber.objects.get().status == "confirmed"

    desk.goto("/admin/newsletter/subscriber/")
    desk.get_by_role("link", name="Export").click()
    with desk.expect_download() as exported:
        desk.get_by_role("button", name="Export").click()
    assert "ada@example.org,confirmed" in exported.value.path().read_text()
