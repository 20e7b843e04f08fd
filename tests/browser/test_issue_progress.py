"""Somebody watches an issue that a real worker sends to a real mail server."""

import pytest
from playwright.sync_api import expect

from newsletter.models import Issue
from tests.browser.test_axe import STILL, violations
from tests.factories import make_user
from tests.issue_audience import reader, scheduled
from tests.processes import database_url, start
from tests.sending import make_issue_on_its_way

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READERS, A_SECOND = 300, 10
TROUBLES = ["refused", "busy", "dropped-after-data"]
LETTERS = READERS + len(TROUBLES)


PLACE = "Math.round(document.getElementById('ledger').getBoundingClientRect().top)"
TURNED_AWAY = """away => {
    Object.defineProperty(document, "hidden", {value: away, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def issue():
    made = scheduled(intro="Cramps come at night.")
    for name in [*TROUBLES, *(f"reader{number}" for number in range(READERS))]:
        reader(name)
    return made


@pytest.fixture
def worker(mail_server, tmp_path, issue):
    settings = {"DATABASE_URL": database_url(), "DATA_DIR": str(tmp_path), "MAIL_URL": mail_server.url, "DEBUG": "1"}
    settings |= {"LETTERS_PER_SECOND": str(A_SECOND), "LETTERS_PER_SECOND_A_DOMAIN": "0", "LETTER_CONNECTIONS": "2"}
    process = start("worker", **settings)
    yield process
    process.terminate()
    process.communicate(timeout=60)


@pytest.fixture
def nora():
    return make_user("nora", group="Newsletter manager", first_name="Nora")


def address(issue):
    return f"/admin/newsletter/issue/{issue.pk}/progress/"


def arrived(desk):
    return desk.locator('[data-part="sent"] b')


def status(desk):
    return desk.locator('[data-part="state"] .chip')


def test_the_figures_move_without_a_reload_and_the_buttons_work_meanwhile(open_desk, nora, issue, worker):
    desk = open_desk(nora, viewport={"width": 1280, "height": 500}, **STILL)
    desk.goto(address(issue))
    desk.evaluate("window.loaded = 'once'")

    expect(status(desk)).to_have_text("Being sent")
    expect(desk.get_by_role("status")).to_contain_text(f"0 % or more of {LETTERS} letters", timeout=60_000)
    desk.get_by_role("region", name="The ledger").focus()
    desk.evaluate("document.getElementById('ledger').scrollIntoView()")
    place = desk.evaluate(PLACE)
    expect(arrived(desk)).not_to_have_text(arrived(desk).inner_text(), timeout=60_000)
    expect(desk.get_by_role("region", name="The ledger")).to_be_focused()
    assert desk.evaluate("window.loaded") == "once"
    assert desk.evaluate(PLACE) == place

    desk.get_by_role("button", name="Pause").click()
    expect(status(desk)).to_have_text("Paused")
    expect(desk.locator('[data-part="state"]')).to_contain_text("by nora")
    assert Issue.objects.get().status == "paused"
    assert violations(desk) == {}

    desk.get_by_role("button", name="Go on").click()
    expect(status(desk)).to_have_text("Being sent")
    expect(arrived(desk)).not_to_have_text(arrived(desk).inner_text(), timeout=60_000)
    assert violations(desk) == {}


def test_with_scripts_off_it_is_loaded_anew_and_says_the_same(open_desk, nora, issue, worker, mail_server):
    desk = open_desk(nora, scripts=False)
    mail_server.wait_for(5)

    desk.goto(address(issue))
    expect(status(desk)).to_have_text("Being sent")
    expect(desk.get_by_role("status")).to_contain_text(f"{LETTERS} letters")
    desk.get_by_role("button", name="Pause").click()
    expect(status(desk)).to_have_text("Paused")
    desk.get_by_role("link", name="Load the newest").click()
    desk.get_by_role("button", name="Go on").click()

    expect(status(desk)).to_have_text("Being sent")


@pytest.fixture
def on_its_way(db):
    return make_issue_on_its_way([f"reader{number}@example.org" for number in range(20)])


def test_what_a_colleague_does_is_seen_and_no_key_meant_for_one_button_presses_another(open_desk, nora, on_its_way):
    desk = open_desk(nora)
    desk.goto(address(on_its_way))
    desk.get_by_role("button", name="Pause").focus()

    on_its_way.pause(why="Too many met no mailbox.")

    expect(desk.get_by_role("button", name="Go on")).to_be_visible()
    expect(desk.locator('[data-part="state"]')).to_contain_text("by the site itself: Too many met no mailbox.")
    expect(desk.get_by_role("group", name="What you can do")).to_be_focused()
    desk.keyboard.press("Enter")
    assert Issue.objects.get().status == "paused"


def test_a_line_that_is_lost_is_said_and_tried_again(open_desk, nora, on_its_way):
    desk = open_desk(nora)
    desk.goto(address(on_its_way))

    desk.context.set_offline(True)
    expect(desk.get_by_role("status")).to_contain_text("Not reached since ")
    on_its_way.deliveries.update(status="sent")
    desk.context.set_offline(False)

    expect(desk.get_by_role("status")).to_contain_text("100 % or more of 20 letters")


def test_who_was_signed_out_is_told_and_asked_no_more(open_desk, nora, on_its_way):
    desk = open_desk(nora)
    desk.goto(address(on_its_way))

    desk.context.clear_cookies()

    expect(desk.get_by_role("status")).to_have_text("You were signed out. Load the page anew to sign in.")
    assert desk.locator("#figures").get_attribute("data-again") == "0"


def test_it_rests_when_it_ends_and_while_nobody_looks(open_desk, nora, on_its_way):
    desk = open_desk(nora)
    asked = []
    desk.goto(address(on_its_way))
    desk.on("request", lambda request: asked.append(request.url))

    desk.evaluate(TURNED_AWAY, True)
    on_its_way.deliveries.update(status="sent")
    desk.wait_for_timeout(3000)
    assert asked == []
    desk.evaluate(TURNED_AWAY, False)
    expect(desk.get_by_role("status")).to_contain_text("100 % or more of 20 letters")

    assert on_its_way.finish()
    expect(desk.get_by_role("status")).to_have_text("Finished: 20 of 20 letters have arrived at a mail server.")
    assert desk.locator("#figures").get_attribute("data-again") == "0"
