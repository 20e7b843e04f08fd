"""What mail about comments leads to, in a real browser: with its own headers, forms and policy."""

import pytest
from playwright.sync_api import expect

from comments.mail_tokens import decide_token
from comments.models import Comment, Notice
from tests.factories import ago, make_comment
from tests.mail import make_moderator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_moderator_decides_from_the_mail_without_signing_in(open_browser, scripts):
    comment = make_comment("It helped me.", queued_at=ago(minutes=1))
    browser = open_browser(scripts=scripts)

    browser.goto(f"/comments/decide/{decide_token(make_moderator(), comment)}/")
    browser.get_by_role("button", name="Reject").click()
    expect(browser.get_by_role("alert")).to_contain_text("Choose a reason.")
    browser.get_by_label("Why it is rejected").select_option("Off topic")
    browser.get_by_role("button", name="Reject").click()

    expect(browser.get_by_role("heading", name="This comment is decided")).to_be_visible()
    assert Comment.objects.get().status == "rejected"
    browser.get_by_role("button", name="Undo").click()
    expect(browser.get_by_role("heading", name="It changed since the letter was sent")).to_be_visible()
    assert Comment.objects.get().status == "waiting"
    assert browser.context.cookies() == []


def test_a_writer_says_yes_and_then_never(open_browser, scripts):
    comment = make_comment(email="ada@example.org")
    notice = Notice.objects.create(kind="prove", comment=comment, status="sent", claimed_at=ago(hours=1))
    browser = open_browser(scripts=scripts)

    browser.goto(f"/comments/mail/{notice.new_link_token()}/")
    browser.get_by_role("button", name="Yes, tell me here").click()
    expect(browser.get_by_role("heading", name="We will tell you here")).to_be_visible()
    assert Comment.objects.get().email_proven_at is not None
    browser.get_by_role("button", name="Never write to this address").click()
    expect(browser.get_by_role("heading", name="We do not write to you")).to_be_visible()
    assert Comment.objects.get().email == ""
