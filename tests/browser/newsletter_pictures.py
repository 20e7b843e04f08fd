"""What docs/newsletter.md shows: an issue that is written, checked, sent to a real mail server, read and managed.

`make screenshots` runs it, on the site of `make demo-newsletter`. Small pictures, which are kept.
"""

import os
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TOP), str(TOP / "bench"), str(TOP / "tests" / "browser")]

from demo_newsletter import had_their_turn, manager, name_of, newsletter_demo, send, write_issue  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402
from screenshots import PICTURES, at_the_desk, keep  # noqa: E402

FOLDER = PICTURES / "newsletter"
HEAVIEST = 120_000  # bytes
LONG_ENOUGH = 10 * 60_000  # milliseconds


def main():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop of events
    FOLDER.mkdir(exist_ok=True)
    with newsletter_demo() as (site, server), sync_playwright() as playwright:
        from tests.conftest import chromium_path

        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        issue = write_issue()
        desk = window(browser, 1280, 1000)
        sign_in(desk, site)
        take_draft(desk, site, issue)
        send(issue)
        take_sending(desk, site, issue, server)
        take_readers(browser, site, issue, server)
        browser.close()


def window(browser, width, height, **options):
    options = {"reduced_motion": "reduce", "color_scheme": "light"} | options
    tab = browser.new_context(viewport={"width": width, "height": height}, **options).new_page()
    tab.set_default_timeout(60_000)
    return tab


def sign_in(tab, site):
    from cramps_site.sign_in import link_for

    at_the_desk(lambda: link_for(manager()), f"{site}/admin/")(tab)


def at(site, issue, page):
    return f"{site}/admin/newsletter/issue/{issue.pk}/{page}/"


def take_draft(desk, site, issue):
    desk.set_viewport_size({"width": 1280, "height": 1400})
    desk.goto(at(site, issue, "change"))
    take(desk, "writing")
    desk.set_viewport_size({"width": 1280, "height": 1000})
    desk.goto(at(site, issue, "send"))
    take(desk, "checks")
    desk.get_by_role("heading", name="How it looks").evaluate("heading => heading.scrollIntoView()")
    expect(desk.frame_locator("iframe").get_by_text("Good morning.")).to_be_visible()
    take(desk, "preview")


def take_sending(desk, site, issue, server):
    """The page is opened once: what it shows later came by itself."""
    desk.goto(at(site, issue, "progress"))
    expect(desk.get_by_role("status")).to_contain_text("50 % or more", timeout=LONG_ENOUGH)
    take(desk, "on-its-way")
    while not had_their_turn(issue):
        desk.wait_for_timeout(1000)
        issue.refresh_from_db()
    server.is_well = True
    issue.deliveries.filter(status="deferred").update(due_at=issue.frozen_at)
    expect(desk.get_by_role("status")).to_contain_text("Finished: ", timeout=LONG_ENOUGH)
    desk.get_by_role("link", name="Load the newest").first.click()
    desk.set_viewport_size({"width": 1280, "height": 2200})
    take(desk, "finished")


def take_readers(browser, site, issue, server):
    from newsletter.models import Subscriber

    reader = Subscriber.objects.get(email=name_of(1))
    tab = window(browser, 800, 1000)
    tab.goto(f"{site}/newsletter/issues/{issue.slug}/")
    take(tab, "archive")
    tab.goto(f"{site}/newsletter/manage/{reader.manage_token()}/")
    take(tab, "manage")
    letter = next(each for each in server.letters if each.recipients == [reader.email])
    for name, width, theme in [("letter", 700, "light"), ("letter-dark", 390, "dark")]:
        tab = window(browser, width, 1000, color_scheme=theme, java_script_enabled=False)
        tab.set_content(letter.get_body(["html"]).get_content())
        take(tab, name)


def take(tab, name):
    size = tab.viewport_size
    path = FOLDER / f"{name}.png"
    keep(tab.screenshot(), path, size=(min(960, size["width"]), 1400), colours=64)
    if path.stat().st_size > HEAVIEST:
        sys.exit(f"{path} is heavier than {HEAVIEST} bytes.")


if __name__ == "__main__":
    main()
