"""The moderators' queue, as a browser shows it."""

from playwright.sync_api import expect


def said(desk, words):
    expect(desk.locator("#said")).to_have_text(words)


def focused(desk, comment):
    expect(desk.locator(f"#c{comment.pk}")).to_be_focused()
