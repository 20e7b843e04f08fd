"""The moderators' queue in a browser: by keyboard alone, by mouse, with scripts off, two at once."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Decision, QueuedFor, Wave
from tests.browser.test_axe import STILL, violations
from tests.factories import ago, make_article, make_comment, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = "/admin/comments/queue/"


def said(desk, words):
    expect(desk.locator("#said")).to_have_text(words)


def focused(desk, comment):
    expect(desk.locator(f"#c{comment.pk}")).to_be_focused()


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


def test_fifty_are_cleared_with_scripts_off(open_desk, moderator):
    article = make_article()
    for n in range(50):
        make_comment(f"Number {n}.", name=f"Reader {n}", article=article)
    desk = open_desk(moderator, scripts=False)
    desk.goto(QUEUE)

    for n in range(50):
        card = desk.locator(".card:not(.done)").first
        expect(card).to_contain_text(f"Number {n}.")
        if n % 2:
            card.get_by_text("Reject…").click()
            card.get_by_role("button", name="Off topic").click()
        else:
            card.get_by_role("button", name="Approve").click()
        expect(desk.locator("#said")).to_contain_text(f"Reader {n}.")

    expect(desk.get_by_role("heading", name="Nothing waits for you.")).to_be_visible()
    assert [Comment.objects.filter(status=s).count() for s in ["approved", "rejected"]] == [25, 25]


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


def test_own_words_a_ban_and_covering_work_with_and_without_scripts(open_desk, moderator, scripts):
    article = make_article()
    own = make_comment(name="Ada", article=article)
    banned = make_comment(name="Bo", article=article, sender_key="k")
    private = make_comment("Call 020 7946 0018.", name="Cy", article=article)
    private.reasons.create(check_name="personal_phone")
    desk = open_desk(moderator, scripts=scripts)
    desk.goto(QUEUE)

    card = desk.locator(f"#c{own.pk}")
    card.get_by_text("Reject…").click()
    card.get_by_text("In your own words…").click()
    card.get_by_label("Counted as").select_option("Insult")
    card.get_by_label("Words for the reader").fill("Kindly, next time.")
    card.get_by_role("button", name="Reject with these words").click()
    expect(desk.get_by_text("Rejected as “Insult”: Ada.")).to_be_visible()

    card = desk.locator(f"#c{banned.pk}")
    card.get_by_text("Ban…").click()
    card.get_by_label("Reason, for your colleagues").fill("Sells oil.")
    card.get_by_role("button", name="Ban this sender").click()
    expect(desk.get_by_text("Bo is banned until")).to_be_visible()

    card = desk.locator(f"#c{private.pk}")
    card.get_by_text("Cover…").click()
    card.get_by_role("button", name="Approve with these covered").click()
    expect(desk.get_by_text("Approved: Cy.")).to_be_visible()

    assert [c.status for c in Comment.objects.order_by("pk")] == ["rejected", "spam", "approved"]
    assert own.decisions.get().reason == "Kindly, next time."
    assert Comment.objects.get(pk=private.pk).body == "Call ▇▇▇▇."


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


def test_many_are_ticked_decided_and_taken_back(open_desk, moderator, scripts):
    article = make_article()
    for n in range(3):
        make_comment(f"Number {n}.", article=article)
    desk = open_desk(moderator, scripts=scripts)
    desk.goto(QUEUE)

    desk.get_by_role("button", name="all 3 here").click()
    desk.get_by_label("Selected").select_option("Spam")
    desk.get_by_role("button", name="Decide", exact=True).click()
    expect(desk.get_by_text("3 marked as spam.", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Undo the 3").click()

    expect(desk.locator(".card:not(.done)")).to_have_count(3)
    assert {c.status for c in Comment.objects.all()} == {"waiting"}


def test_a_very_long_selection_goes_on_until_it_is_done(open_desk, moderator, scripts, monkeypatch):
    monkeypatch.setattr("comments.queue.bulk.CHUNK", 10)
    article = make_article()
    Comment.objects.bulk_create(Comment(article=article, name="Ada", body=f"{n}") for n in range(35))
    desk = open_desk(moderator, scripts=scripts)
    desk.goto(QUEUE)

    desk.get_by_role("button", name="all 35", exact=True).click()
    desk.get_by_label("What to do with all 35").select_option("Spam")
    desk.get_by_role("button", name="Decide all 35").click()
    for _ in range(0 if scripts else 3):
        desk.get_by_role("button", name="Go on").click()

    expect(desk.get_by_text("35 marked as spam.", exact=True)).to_be_visible()
    assert Comment.objects.filter(status="spam").count() == 35


def one_of_each(moderator):
    article = make_article("Night cramps: what helps, what does not")
    ana = make_user(first_name="Ana")
    urgent = make_comment("My calf is red and I have chest pain.", name="Hanna", article=article, urgent=True)
    urgent.reasons.create(check_name="emergency", excerpt="chest pain", weight=9)
    parent = make_comment("Magnesium did nothing.", name="Tomás", article=article, status="approved")
    words = "Same here. " * 40 + "https://example.com/" + "path" * 60
    make_comment(
        words, name="Konstantin von und zu Hohenlohe-Langenburg", article=article, parent=parent, sender_key="k"
    )
    make_comment(article=article, sender_key="k", status="approved")
    wave = Wave.objects.create(sample="Dr. Olu cured me.")
    for cure in ["me", "us", "them"]:
        make_comment(f"Dr. Olu cured {cure} in three days.", article=article, wave=wave)
    private = make_comment("Call me, 020 7946 0018.", name="Peter", article=article)
    private.reasons.create(check_name="personal_phone")
    edit = make_comment("Pickle juice works.", name="Runner77", article=article)
    edit.approve(by=ana)
    edit.change_words(proposed_body="Pickle shots work.", queued_at=ago(), queued_for=QueuedFor.EDIT)
    appeal = make_comment("For me it was the shoes.", name="Lena", article=article)
    appeal.reject(by=ana, code="unreadable")
    appeal.change_words(appeal="New shoes with a heel.", queued_at=ago(), queued_for=QueuedFor.APPEAL)
    taken = make_comment("Does it work for the foot?", name="Jo", article=article)
    Comment.objects.filter(pk=taken.pk).update(leased_by=ana, leased_until=ago(minutes=-4))
    refused = make_comment("Bananas.", name="GreenLeaf", article=article)
    refused.reject(by=ana, code="said")
    make_comment("Done.", name="Kim", article=article).approve(by=moderator)
    return edit, refused


def test_axe_finds_nothing_on_any_page_of_the_queue(open_desk, moderator):
    edit, refused = one_of_each(moderator)
    desk = open_desk(moderator, **STILL)

    for path in [
        QUEUE,
        f"{QUEUE}?conflict={refused.pk}.0.approved&ticked=page",
        f"{QUEUE}?q=nothing",
        f"{QUEUE}?state=all",
        f"{QUEUE}batch/b/?left={refused.pk}.0",
        f"/admin/comments/comment/{edit.pk}/change/",
    ]:
        desk.goto(path)
        assert violations(desk) == {}, path

    desk.goto(QUEUE)
    desk.locator("summary").filter(has_text="Reject…").first.click()
    desk.get_by_text("In your own words…").first.click()
    desk.locator("summary").filter(has_text="Others…").click()
    desk.locator("summary").filter(has_text="Filter and search").click()
    assert violations(desk) == {}
    desk.get_by_role("button", name="Keys").click()
    assert violations(desk) == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_queue_is_read_and_decided_on_any_screen(open_desk, moderator, width):
    one_of_each(moderator)
    desk = open_desk(moderator, viewport={"width": width, "height": 800})

    desk.goto(QUEUE)

    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    for button in desk.locator(".acts > :is(.btn, details > summary), .pick").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
    words = desk.locator(".words .body").first
    assert words.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 16
    assert words.bounding_box()["width"] >= 230


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
