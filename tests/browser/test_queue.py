"""The queue by mouse, with scripts on and off: one card, and many at once."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.desk import QUEUE
from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
