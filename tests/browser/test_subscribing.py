"""A reader subscribes, gets a letter, confirms, and leaves again."""

import re
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from newsletter import sending
from newsletter.models import Subscriber
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def postman(settings, tmp_path):
    """Call it: the worker sends what waits, and the letters that came are returned, oldest first."""
    settings.MAILERS = {
        "default": {"BACKEND": "cramps_site.lib.mail.FolderAndTerminal", "OPTIONS": {"folder": str(tmp_path)}}
    }

    def deliver():
        while sending.work():
            pass
        letters = [message_from_bytes(path.read_bytes(), policy=default) for path in tmp_path.glob("*.eml")]
        for path in tmp_path.glob("*.eml"):
            path.unlink()
        return letters

    return deliver


def link_in(letter, about):
    """The path of the link in the plain text that leads to a page `about` something."""
    text = letter.get_body(["plain"]).get_content()
    return urlsplit(re.search(rf"http\S+/newsletter/{about}/\S+", text).group()).path


def subscribe(page, address):
    box = page.get_by_role("complementary", name="Stay updated")
    box.get_by_label("Your e-mail address").fill(address)
    box.get_by_role("button", name="Subscribe").click()


def test_from_the_box_under_an_article_to_the_letter_in_and_out(open_browser, postman, scripts):
    reader = open_browser(scripts=scripts)

    reader.goto(make_article().get_absolute_url())
    subscribe(reader, "ada@example.org")
    expect(reader.get_by_role("heading", name="Look in your mailbox")).to_be_visible()

    [letter] = postman()
    assert letter["To"] == "ada@example.org"
    reader.goto(link_in(letter, "confirm"))
    assert Subscriber.objects.get().status == "pending"
    reader.get_by_role("button", name="Confirm my subscription").click()
    expect(reader.get_by_role("heading", name="You are in")).to_be_visible()
    assert Subscriber.objects.get().status == "confirmed"

    [welcome] = postman()
    reader.goto(link_in(welcome, "leave"))
    assert Subscriber.objects.get().status == "confirmed"
    reader.get_by_role("button", name="Leave").click()
    expect(reader.get_by_role("heading", name="You have left")).to_be_visible()
    assert Subscriber.objects.get().status == "unsubscribed"
    assert reader.context.cookies() == []


def test_an_address_that_is_none_comes_back_to_be_mended(open_browser, postman, scripts):
    reader = open_browser(scripts=scripts)
    reader.goto("/")

    subscribe(reader, "ada at example")

    field = reader.get_by_label("Your e-mail address")
    expect(field).to_be_focused()
    expect(field).to_have_value("ada at example")
    field.fill("ada@example.org")
    reader.get_by_role("button", name="Subscribe").click()
    expect(reader.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    assert [letter["To"] for letter in postman()] == ["ada@example.org"]


def test_a_link_that_is_none_offers_to_start_again(open_browser, scripts):
    reader = open_browser(scripts=scripts)

    reader.goto("/newsletter/confirm/nothing/")

    expect(reader.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    reader.get_by_label("Your e-mail address").fill("ada@example.org")
    reader.get_by_role("button", name="Subscribe").click()
    expect(reader.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
