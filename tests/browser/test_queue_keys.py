"""The queue by the keyboard alone: what keys do, and where they are dead."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Decision
from tests.browser.queue_page import focused, said
from tests.desk import QUEUE
from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_fifty_are_cleared_with_the_keyboard_alone(open_desk, moderator):
    article = make_article()
    made = [make_comment(f"Number {n}.", name=f"Reader {n}", article=article) for n in range(50)]
    desk = open_desk(moderator)
    desk.goto(QUEUE)

    for number, comment in enumerate(made):
        if number in {0, 25}:
            desk.keyboard.press("j") if number else None
            desk.keyboard.press("k")
        focused(desk, comment) if number % 25 else None
        for key in [["a"], ["r", "2"], ["s"]][number % 3]:
            desk.keyboard.press(key)
        expect(desk.locator(f"#c{comment.pk}.done")).to_be_visible()
        if number == 24:
            expect(desk.get_by_role("link", name="The next 25")).to_be_focused()
            desk.keyboard.press("Enter")
            expect(desk.locator(f"#c{made[25].pk}")).to_be_visible()
            desk.wait_for_load_state()  # a card is seen before the keys work

    said(desk, "Rejected as “Unsafe health advice”: Reader 49. That was the last one.")
    desk.reload()
    expect(desk.get_by_role("heading", name="Nothing waits for you.")).to_be_visible()
    assert Decision.objects.count() == 50
    assert [Comment.objects.filter(status=s).count() for s in ["approved", "rejected", "spam"]] == [17, 17, 16]
    assert Decision.objects.filter(code="advice").count() == 17


def test_keys_move_tick_explain_and_take_back(open_desk, moderator):
    article = make_article()
    first, second, third = (make_comment(name=name, article=article) for name in ["Ada", "Bo", "Cy"])
    desk = open_desk(moderator)
    desk.goto(QUEUE)

    desk.keyboard.press("j")
    focused(desk, second)
    desk.keyboard.press("k")
    desk.keyboard.press("k")
    said(desk, "This is the first one.")
    desk.keyboard.press("x")
    said(desk, "Selected: 1.")
    expect(desk.get_by_label("Select the comment of Ada")).to_be_checked()
    desk.keyboard.press("x")
    desk.keyboard.press("?")
    expect(desk.get_by_role("heading", name="Keys")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("heading", name="Keys")).to_be_hidden()

    desk.keyboard.press("a")
    said(desk, "Approved: Ada. Next: Bo.")
    focused(desk, second)
    desk.keyboard.press("u")
    said(desk, "Undone: Ada waits again.")
    focused(desk, first)
    assert [c.status for c in Comment.objects.order_by("pk")] == ["waiting"] * 3

    desk.keyboard.press("r")
    expect(desk.locator(f"#c{first.pk}").get_by_role("button", name="Off topic")).to_be_focused()
    desk.keyboard.press("Escape")
    focused(desk, first)
    assert third.decisions.count() == 0


def test_keys_are_dead_in_fields_with_modifiers_and_when_turned_off(open_desk, moderator):
    comment = make_comment(name="Ada", sender_key="k")
    desk = open_desk(moderator)
    desk.goto(QUEUE)

    desk.keyboard.press("Control+s")
    desk.keyboard.press("Alt+a")
    desk.keyboard.press("r")
    desk.get_by_text("In your own words…").click()
    desk.get_by_label("Words for the reader").fill("")
    desk.keyboard.type("as1u")
    expect(desk.get_by_label("Words for the reader")).to_have_value("as1u")
    desk.keyboard.press("Escape")
    desk.keyboard.press("b")
    expect(desk.get_by_label("7 days")).to_be_focused()
    desk.keyboard.press("s")
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    desk.get_by_role("button", name="Turn single keys off").click()
    expect(desk.get_by_text("Keys are off.")).to_be_visible()
    desk.locator(f"#c{comment.pk}").focus()
    desk.keyboard.press("a")
    desk.keyboard.press("s")

    desk.reload()
    expect(desk.get_by_role("button", name="Approve")).to_be_visible()
    assert not Decision.objects.exists()
