"""A writer changes, withdraws and erases what they wrote, and appeals; with a mouse and without scripts."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.factories import make_article, make_comment, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def decide(comment, verb, **why):
    """By a moderator elsewhere."""
    assert getattr(Comment.objects.get(pk=comment.pk), verb)(**why)


def edit(writer, words):
    writer.get_by_text("Edit", exact=True).click()
    writer.get_by_label("Your comment", exact=True).fill(words)
    writer.get_by_role("button", name="Save changes").click()


def test_a_comment_from_its_first_words_to_none(open_browser, moderator, scripts):
    article = make_article()
    writer = open_browser(scripts=scripts)
    writer.goto(article.get_absolute_url())
    writer.get_by_label("Name", exact=True).fill("Ada")
    writer.get_by_label("Your comment", exact=True).fill("First words.")
    writer.get_by_role("button", name="Send comment").click()
    expect(writer.get_by_role("heading", name="Thank you, Ada.")).to_be_visible()
    comment, private_page = article.comments.get(), writer.url

    edit(writer, "Second words.")
    expect(writer.get_by_text("and it kept its place")).to_be_visible()
    expect(writer.locator(".comment .words")).to_have_text("Second words.")

    decide(comment, "approve", by=moderator)
    writer.reload()
    expect(writer.get_by_role("heading", name="Your comment is published.")).to_be_visible()

    edit(writer, "Third words.")
    expect(writer.get_by_role("heading", name="Your new words, which wait for a moderator")).to_be_visible()
    expect(writer.locator(".comment .words")).to_have_text("Second words.")

    decide(comment, "reject", by=moderator, code="advert")
    writer.reload()
    expect(writer.get_by_text("It promotes something that is for sale. What stood there before")).to_be_visible()
    writer.get_by_role("link", name="See it under the article").click()
    expect(writer.locator(".comment:target")).to_contain_text("Second words.")

    writer.goto(private_page)
    writer.get_by_text("Withdraw", exact=True).click()
    expect(writer.get_by_text("you cannot bring it back")).to_be_visible()
    writer.get_by_role("button", name="Withdraw this comment").click()
    expect(writer.get_by_role("heading", name="You withdrew this comment.")).to_be_visible()

    writer.get_by_text("Erase", exact=True).click()
    writer.get_by_role("button", name="Erase this comment").click()
    expect(writer.get_by_role("heading", name="This comment was erased.")).to_be_visible()
    expect(writer.get_by_text("Second words.")).to_have_count(0)
    assert writer.context.cookies() == []


def test_a_rejection_is_appealed_and_a_colleague_hears_it(open_browser, moderator, scripts):
    comment = make_comment("It is always the left calf.")
    comment.reject(by=moderator, code="off_topic")
    writer = open_browser(scripts=scripts)
    writer.goto(comment.private_url())

    writer.get_by_text("Ask once more", exact=True).first.click()
    writer.get_by_role("button", name="Ask once more").click()
    expect(writer.get_by_role("alert")).to_be_focused()
    expect(writer.get_by_role("alert")).to_contain_text("Say in a sentence")
    writer.get_by_label("Why should it be published?").fill("The article asks which leg.")
    writer.get_by_role("button", name="Ask once more").click()
    expect(writer.get_by_text("A colleague reads it")).to_be_visible()

    decide(comment, "approve", by=make_user())
    writer.reload()
    expect(writer.get_by_text("A colleague of the first moderator published it.")).to_be_visible()


def test_an_edit_that_comes_after_a_decision_keeps_every_word(open_browser, moderator, scripts):
    comment = make_comment("First words.")
    writer = open_browser(scripts=scripts)
    writer.goto(comment.private_url())
    decide(comment, "approve", by=moderator)

    edit(writer, "Second words.")

    expect(writer.get_by_role("alert")).to_be_focused()
    expect(writer.get_by_text("A moderator decided meanwhile")).to_be_visible()
    expect(writer.get_by_label("Your comment", exact=True)).to_have_value("Second words.")
    writer.get_by_role("button", name="Save changes").click()
    expect(writer.get_by_role("heading", name="Your new words, which wait for a moderator")).to_be_visible()


def test_a_comment_is_reported_by_the_keyboard_alone(open_browser, scripts):
    comment = make_comment("Buy my salve.", name="Bo", status="approved")
    reader = open_browser(scripts=scripts)
    reader.goto(comment.article.get_absolute_url())

    reader.get_by_role("link", name="Report what Bo wrote").press("Enter")
    reader.get_by_role("button", name="Send report").press("Enter")
    expect(reader.get_by_role("alert")).to_be_focused()
    reader.get_by_role("link", name="Choose what is wrong with it.").press("Enter")
    reader.get_by_role("radio", name="It insults someone").press("ArrowDown")
    reader.get_by_label("In your words (optional)").fill("It is an advert.")
    reader.get_by_role("button", name="Send report").press("Enter")

    expect(reader.get_by_role("heading", name="Thank you. A moderator will look at it.")).to_be_visible()
    assert [(report.why, report.words) for report in comment.reports.all()] == [("advice", "It is an advert.")]
