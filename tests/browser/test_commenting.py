"""A reader comments, a moderator decides, the reader sees what became of it."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def write_comment(page, name, body):
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Your comment", exact=True).fill(body)
    page.get_by_role("button", name="Send comment").click()


def test_a_comment_goes_from_the_reader_over_the_moderator_to_the_page(open_browser, open_desk, moderator, scripts):
    make_article("Why a cramp hurts", body="It is the muscle itself.")
    reader = open_browser(scripts=scripts)

    reader.goto("/")
    reader.get_by_role("link", name="Why a cramp hurts").click()
    expect(reader.get_by_text("It is the muscle itself.")).to_be_visible()
    article = reader.url
    write_comment(reader, "Ada", "It <b>helped</b> me at <5 mmol/L.<script>alert(1)</script>")

    expect(reader.get_by_role("heading", name="Thank you, Ada. Your comment is waiting")).to_be_visible()
    expect(reader.locator(".words")).to_have_text("It helped me at <5 mmol/L.alert(1)")
    private_page = reader.url
    reader.goto(article)
    expect(reader.get_by_text("No comments yet.")).to_be_visible()

    desk = open_desk(moderator, scripts=scripts)
    desk.get_by_role("rowheader", name="Moderation queue").get_by_role("link").click()
    desk.get_by_role("button", name="Approve", exact=False).click()
    expect(desk.get_by_text("Approved: Ada.")).to_be_visible()
    desk.goto("/admin/comments/queue/")
    expect(desk.get_by_text("Nothing waits for you.")).to_be_visible()

    reader.goto(article)
    expect(reader.get_by_role("heading", name="Comments (1)")).to_be_visible()
    expect(reader.locator("#comments .words")).to_have_text("It helped me at <5 mmol/L.alert(1)")
    reader.goto(private_page)
    expect(reader.get_by_role("heading", name="Your comment is published.")).to_be_visible()
    reader.get_by_role("link", name="See it under the article").click()
    expect(reader.locator(".comment:target")).to_contain_text("Ada")
    assert reader.context.cookies() == []


def test_a_comment_is_answered_on_a_page_of_its_own(open_browser, scripts):
    article = make_article()
    make_comment("Mine come at four.", name="Marit", article=article, status="approved")
    make_comment("Mine at three.", name="Noa", article=article, status="approved")
    reader = open_browser(scripts=scripts)

    reader.goto(article.get_absolute_url())
    reader.get_by_role("link", name="Reply to Marit").click()
    expect(reader.get_by_text("You are replying to Marit: “Mine come at four.”")).to_be_visible()
    write_comment(reader, "Josef", "Always the same leg?")

    expect(reader.get_by_text("In reply to Marit")).to_be_visible()
    assert article.comments.get(name="Josef").parent.name == "Marit"


def test_what_is_wrong_is_said_first_and_no_word_is_lost(open_browser, scripts):
    article = make_article()
    body = "words " * 533 + "ab"
    reader = open_browser(scripts=scripts)
    reader.goto(article.get_absolute_url())
    reader.get_by_label("E-mail (optional)", exact=True).fill("ada@example.org")

    write_comment(reader, "", body)

    summary = reader.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Shorten your comment to 3,000 characters. It has 3,200.")
    expect(reader.get_by_label("Your comment", exact=True)).to_have_value(body)
    expect(reader.get_by_label("E-mail (optional)", exact=True)).to_have_value("ada@example.org")
    summary.get_by_role("link", name="Write a name.").click()
    expect(reader.get_by_label("Name", exact=True)).to_be_in_viewport()

    write_comment(reader, "Ada", "Short words.")
    expect(reader.get_by_role("heading", name="Thank you, Ada.")).to_be_visible()


def test_a_comment_is_withdrawn_by_the_one_who_wrote_it(open_browser, scripts):
    comment = make_comment("I said too much.", status="approved")
    reader = open_browser(scripts=scripts)
    reader.goto(comment.article.get_absolute_url())
    expect(reader.get_by_text("I said too much.")).to_be_visible()

    reader.goto(comment.private_url())
    reader.get_by_text("Withdraw", exact=True).click()
    expect(reader.get_by_text("That is final")).to_be_visible()
    reader.get_by_role("button", name="Withdraw this comment").click()

    expect(reader.get_by_role("heading", name="You withdrew this comment.")).to_be_visible()
    expect(reader.get_by_role("button", name="Withdraw this comment")).to_have_count(0)
    reader.get_by_role("link", name="Back to the article").click()
    expect(reader.get_by_text("No comments yet.")).to_be_visible()
    expect(reader.get_by_text("I said too much.")).to_have_count(0)


def test_an_address_can_be_pressed_only_once_it_is_approved(open_browser, moderator, scripts):
    comment = make_comment("See https://pills.example/cheap and that.")
    reader = open_browser(scripts=scripts)

    reader.goto(comment.private_url())
    expect(reader.locator(".words")).to_have_text("See https://pills.example/cheap and that.")
    expect(reader.locator(".words a")).to_have_count(0)

    comment.approve(by=moderator)
    reader.reload()
    expect(reader.locator(".words a")).to_have_attribute("href", "https://pills.example/cheap")
