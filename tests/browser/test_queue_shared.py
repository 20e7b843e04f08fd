"""A queue that others work at too, and that fills while it is open."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.queue_page import focused, said
from tests.desk import QUEUE
from tests.factories import make_article, make_comment, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_browsers_on_one_queue_meet_in_words(open_desk, moderator, scripts):
    ana, article = make_user(group="Moderator", first_name="Ana"), make_article()
    comment, other = make_comment(name="Ada", article=article), make_comment(name="Bo", article=article)
    maras, anas = open_desk(moderator, scripts=scripts), open_desk(ana, scripts=scripts)
    maras.goto(QUEUE)
    anas.goto(QUEUE)

    anas.locator(f"#c{comment.pk}").get_by_role("button", name="Spam").click()
    expect(anas.get_by_text("Spam: Ada.")).to_be_visible()
    maras.locator(f"#c{comment.pk}").get_by_role("button", name="Approve").click()

    expect(maras.get_by_role("alert")).to_contain_text("Your approval changed nothing. Ana marked as spam this")
    assert Comment.objects.get(pk=comment.pk).status == "spam"
    maras.get_by_role("button", name="Approve").first.click()
    expect(maras.locator("#said")).to_contain_text("Approved: Ada.")
    assert Comment.objects.get(pk=comment.pk).status == "approved"
    assert other.decisions.count() == 0


def test_a_comment_that_is_opened_is_led_past_by_colleagues(open_desk, moderator):
    ana, article = make_user(group="Moderator", first_name="Ana"), make_article()
    comment, other = make_comment(name="Ada", article=article), make_comment(name="Bo", article=article)
    anas, maras = open_desk(ana), open_desk(moderator)

    anas.goto(QUEUE)
    with anas.expect_response("**/take/"):
        anas.locator(f"#c{comment.pk} .when a").click()
    maras.goto(QUEUE)
    expect(maras.locator(f"#c{comment.pk}")).to_contain_text("Ana is reading this")

    anas.get_by_role("button", name="Next").click()
    expect(anas.get_by_role("heading", name="Bo on")).to_be_visible()
    assert Comment.objects.get(pk=other.pk).leased_by == ana


def test_what_is_read_in_the_list_is_told_to_a_colleague_who_comes_to_it(open_desk, moderator):
    ana, article = make_user(group="Moderator", first_name="Ana"), make_article()
    first, _ = make_comment(name="Ada", article=article), make_comment(name="Bo", article=article)
    anas, maras = open_desk(ana), open_desk(moderator)
    anas.goto(QUEUE)
    maras.goto(QUEUE)
    assert not Comment.objects.exclude(leased_by=None).exists()

    with anas.expect_response("**/take/"):
        anas.locator(f"#c{first.pk}").focus()
    with maras.expect_response("**/take/"):
        maras.locator(f"#c{first.pk}").focus()

    expect(maras.locator(f"#c{first.pk}")).to_contain_text("Ana is reading this")
    said(maras, "Ada: Ana is reading this.")
    focused(maras, first)
    assert maras.locator(f"#c{first.pk}").get_by_role("button", name="Approve").count() == 0

    with anas.expect_response("**/take/"):
        anas.keyboard.press("j")
    with maras.expect_navigation():
        maras.locator(f"#c{first.pk}").get_by_role("button", name="Take it over").click()
    assert list(Comment.objects.order_by("pk").values_list("leased_by", flat=True)) == [moderator.pk, ana.pk]


def test_what_is_only_passed_by_is_taken_from_nobody(open_desk, moderator):
    article = make_article()
    comments = [make_comment(name=f"Ada {n}", article=article) for n in range(4)]
    desk = open_desk(moderator)
    desk.clock.install()
    desk.goto(QUEUE)

    desk.locator(f"#c{comments[0].pk}").focus()
    for _ in range(3):
        desk.keyboard.press("j")
    focused(desk, comments[-1])
    with desk.expect_response("**/take/"):
        desk.clock.run_for(1_100)

    assert list(Comment.objects.filter(leased_by=moderator)) == [comments[-1]]


def test_what_comes_while_the_queue_is_open_is_said_once_a_minute_and_moves_nothing(open_desk, moderator):
    article = make_article()
    first = make_comment(name="Ada", article=article)
    desk = open_desk(moderator)
    desk.clock.install()
    desk.goto(QUEUE)
    desk.locator(f"#c{first.pk}").focus()
    focused(desk, first)

    make_comment("It came later.", name="Bo", article=article)
    desk.clock.run_for(61_000)

    said(desk, "1 new comment.")
    focused(desk, first)
    assert desk.get_by_text("It came later.").count() == 0
    desk.get_by_role("link", name="1 new comment. Show them").click()
    expect(desk.get_by_text("It came later.")).to_be_visible()
