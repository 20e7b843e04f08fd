"""Links of letters in a real browser: looking changes nothing, and the page's own form is known as its own."""

import pytest

from newsletter.models import Subscriber
from tests.subscribers import all_rows
from tests.token_links import address_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = 25
# The name of the link, of its button, and its reader's state afterwards, and whether letters pause.
PRESSED = [
    ("newsletter:confirm", "Confirm", Subscriber.Status.CONFIRMED, False),
    ("newsletter:leave", "Leave", Subscriber.Status.UNSUBSCRIBED, False),
    ("newsletter:manage", "Pause for 30 days", Subscriber.Status.CONFIRMED, True),
    ("newsletter:refuse", "Never write", Subscriber.Status.ERASED, False),
    ("newsletter:erase", "Erase", Subscriber.Status.ERASED, False),
]


@pytest.mark.parametrize(("name", "button", "status", "pauses"), PRESSED)
def test_looking_often_changes_nothing_and_one_press_acts(open_browser, scripts, name, button, status, pauses):
    path, page = address_of(name), open_browser(scripts=scripts)
    before, posts = all_rows(), []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)

    for _ in range(LOOKS):
        page.goto(path)
    page.go_back()
    page.go_forward()
    page.reload()
    shown = page.request.head(path)
    page.request.fetch(path, method="OPTIONS")

    assert shown.headers["referrer-policy"] == "same-origin"
    assert (all_rows(), posts) == (before, [])
    page.get_by_role("main").get_by_role("button", name=button).first.click()
    page.wait_for_load_state()
    reader = Subscriber.objects.get()
    assert (reader.status, reader.is_paused()) == (status, pauses)
    [post] = posts
    sent = post.all_headers()
    assert (sent["origin"], sent["sec-fetch-site"]) == (page.url.split("/newsletter/")[0], "same-origin")
    assert post.response().status == 303
    assert page.context.cookies() == []


def test_taking_ones_data_changes_nothing_however_often(open_browser, scripts):
    path, page = address_of("newsletter:data"), open_browser(scripts=scripts)
    before = all_rows()

    for _ in range(LOOKS):
        taken = page.request.get(path)

    assert Subscriber.objects.get().email in taken.text()
    assert all_rows() == before


def test_a_form_on_another_site_leaves_nobody(open_browser, live_server, scripts):
    page, path = open_browser(scripts=scripts), address_of("newsletter:leave")
    page.set_content(f'<form method="post" action="{live_server.url}{path}"><button>Win a prize</button></form>')

    with page.expect_navigation() as shown:
        page.get_by_role("button").click()

    assert shown.value.status == 403
    assert shown.value.request.all_headers()["sec-fetch-site"] == "cross-site"
    assert Subscriber.objects.get().status == Subscriber.Status.CONFIRMED
