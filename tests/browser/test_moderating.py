"""Moderators at the desk, in a real browser: the admin's own scripts work with our buttons."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.factories import ago, make_article, make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = "/admin/comments/comment/"


def test_from_one_comment_to_the_next_until_none_waits(open_desk, moderator, scripts):
    first = make_comment("The first words.", name="Ada", posted_at=ago(hours=2))
    second = make_comment("The second words.", name="Bo", posted_at=ago(hours=1))
    desk = open_desk(moderator, scripts=scripts)

    desk.goto(QUEUE)
    desk.get_by_role("link", name="Open this comment").first.click()
    expect(desk.get_by_text("The first words.")).to_be_visible()
    desk.get_by_role("button", name="Approve").click()

    expect(desk.get_by_text("The second words.")).to_be_visible()
    desk.get_by_label("Reason").select_option("Off topic")
    desk.get_by_role("button", name="Reject").click()

    expect(desk.get_by_text("Nothing waits for you.")).to_be_visible()
    desk.goto(first.article.get_absolute_url())
    expect(desk.get_by_text("The first words.")).to_be_visible()
    desk.goto(second.private_url())
    expect(desk.get_by_text("The moderator’s reason: It is not about what this article is about.")).to_be_visible()


def test_the_box_above_the_list_ticks_and_unticks_all_of_the_page(open_desk, moderator):
    for name in ["Ada", "Bo", "Cleo"]:
        make_comment(name=name)
    desk = open_desk(moderator)
    desk.goto(QUEUE)
    above = desk.get_by_role("checkbox", name="Select all objects on this page")

    above.check()

    expect(desk.get_by_text("3 of 3 selected")).to_be_visible()
    expect(desk.locator(".action-select:checked")).to_have_count(3)
    above.uncheck()
    expect(desk.get_by_text("0 of 3 selected")).to_be_visible()
    expect(desk.locator(".action-select:checked")).to_have_count(0)


def test_all_that_wait_are_decided_at_once_when_asked_for(open_desk, moderator):
    article = make_article()
    waiting = [make_comment(f"Buy sock {number}", article=article) for number in range(51)]
    approved = make_comment("I like the table.", article=article, status=Comment.Status.APPROVED)
    desk = open_desk(moderator)
    desk.goto(QUEUE)

    desk.get_by_role("checkbox", name="Select all objects on this page").check()
    expect(desk.get_by_text("50 of 50 selected")).to_be_visible()
    desk.get_by_role("button", name="Select all 51 comments").click()
    expect(desk.get_by_text("All 51 selected")).to_be_visible()
    desk.get_by_role("button", name="Mark as spam").click()

    expect(desk.get_by_text("51 comments marked as spam.")).to_be_visible()
    assert Comment.objects.filter(status=Comment.Status.SPAM).count() == len(waiting)
    approved.refresh_from_db()
    assert approved.status == Comment.Status.APPROVED


def test_a_decision_that_came_second_says_who_was_first(open_desk, moderator, scripts):
    comment = make_comment("Two of us read this.", name="Ada")
    desk = open_desk(moderator, scripts=scripts)
    desk.goto(f"{QUEUE}{comment.pk}/change/")
    comment.reject(by=None)

    desk.get_by_role("button", name="Approve").click()

    expect(desk.get_by_text("Your decision on Ada changed nothing")).to_be_visible()
    comment.refresh_from_db()
    assert comment.status == Comment.Status.REJECTED


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_queue_is_read_and_decided_on_any_screen(open_desk, moderator, width, theme):
    make_comment("word " * 300, name="Konstantin von und zu Hohenlohe-Langenburg")
    make_comment("https://example.com/" + "path" * 60)
    desk = open_desk(moderator, viewport={"width": width, "height": 800}, color_scheme=theme)

    desk.goto(QUEUE)

    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    for button in desk.locator(".verdicts button, .action-select, #action-toggle").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
    words = desk.locator(".comment-words").first
    assert words.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 16
    assert words.bounding_box()["width"] >= 240
