"""The queue with one of everything in it: for each screen, and for who does not see it."""

import pytest

from comments.models import Comment, QueuedFor, Wave
from tests.browser.test_axe import STILL, violations
from tests.desk import QUEUE
from tests.factories import ago, make_article, make_comment, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
