"""Leaving: by the page behind the link, or by the button of a mail program (RFC 8058)."""

import pytest

from cramps_site.lib.tokens import new_token, token_hash
from newsletter.models import Subscriber
from newsletter.models.subscriber import CONFIRM
from tests.factories import ago
from tests.pages import PRIVATE, open_as_programs_do, press
from tests.subscribers import all_rows, leave_link, make_letter, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def link(subscriber):
    return leave_link(subscriber)


def come_back(client, link):
    return client.post(link, {"do": "come_back"}, headers={"Sec-Fetch-Site": "same-origin"})


def status(subscriber):
    subscriber.refresh_from_db()
    return subscriber.status


def test_the_link_shows_one_button_that_leaves(client, link, subscriber):
    page = client.get(link)
    pressed = press(client, link)
    after = client.get(pressed["Location"])

    assert page.text.count("<button") == 1
    assert (pressed.status_code, pressed["Location"]) == (303, link)
    assert "You have left" in after.text
    assert status(subscriber) == "unsubscribed"
    assert subscriber.left_at is not None


def test_programs_that_open_every_link_change_nothing(client, link):
    before = all_rows()

    open_as_programs_do(client, link)

    assert all_rows() == before


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_one_post_of_a_mail_program_leaves_at_once_and_again(client, link, subscriber, kind, headers):
    body = {"data": "List-Unsubscribe=One-Click", "content_type": FORM} if kind == "urlencoded" else {"data": ONE_CLICK}

    answers = [client.post(link, headers=headers, **body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text == "You have left the newsletter."
    assert status(subscriber) == "unsubscribed"


@pytest.mark.parametrize(
    "body",
    ["", "List-Unsubscribe=Two-Click", "list-unsubscribe=One-Click", "List-Unsubscribe=One-Click&more=1", "One-Click"],
)
def test_another_site_that_posts_anything_else_changes_nothing(client, link, subscriber, body):
    answer = client.post(link, body, content_type=FORM, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert status(subscriber) == "confirmed"


def test_a_body_that_is_too_large_is_refused(client, link, subscriber):
    answer = client.post(link, ONE_CLICK | {"more": "x" * 70_000})

    assert answer.status_code == 413
    assert status(subscriber) == "confirmed"


def test_a_click_by_mistake_is_taken_back_by_a_button_and_all_is_as_it_was(client, link, subscriber):
    Subscriber.objects.update(confirmed_at=ago(days=9), frequency="weekly")
    press(client, link)

    answer = come_back(client, link)

    subscriber.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, link)
    assert (subscriber.status, subscriber.frequency, subscriber.left_at) == ("confirmed", "weekly", None)
    assert not subscriber.letters.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "suppressed"},
        {"status": "erased"},
        {"status": "pending"},
        {"status": "unsubscribed", "left_at": ago(days=1, minutes=1)},
        {"status": "unsubscribed", "confirmed_at": None},
    ],
)
def test_nobody_is_brought_back_who_did_not_leave_just_now(client, link, subscriber, fields):
    Subscriber.objects.update(**{"confirmed_at": ago(days=9), "left_at": ago(minutes=1)} | fields)

    assert "clicked by mistake" not in client.get(link).text
    come_back(client, link)

    assert status(subscriber) == fields["status"]


def test_the_button_that_brings_back_does_not_make_anybody_leave(client, link, subscriber):
    come_back(client, link)

    assert status(subscriber) == "confirmed"


def test_who_has_not_confirmed_yet_can_leave_too(client):
    subscriber = make_subscriber()

    press(client, leave_link(subscriber))

    assert status(subscriber) == "unsubscribed"


def test_leaving_does_not_wake_the_suppressed(client):
    subscriber = make_subscriber(status=Subscriber.Status.SUPPRESSED)

    answer = client.post(leave_link(subscriber), ONE_CLICK)

    assert answer.status_code == 200
    assert status(subscriber) == "suppressed"


def test_a_link_is_for_its_purpose_only(client, subscriber):
    token = new_token()
    make_letter(subscriber, link_hash=token_hash(CONFIRM, token), claimed_at=ago(days=1))
    pages = {
        f"/newsletter/confirm/{token}/": 200,
        f"/newsletter/leave/{token}/": 404,
        f"/newsletter/leave/{subscriber.leave_token()}/": 200,
        f"/newsletter/confirm/{subscriber.leave_token()}/": 404,
    }

    assert {page: client.get(page).status_code for page in pages} == pages


def test_a_link_is_for_its_subscriber_only(client, subscriber):
    other = make_subscriber(status=Subscriber.Status.CONFIRMED)
    forged = f"{other.pk}-{subscriber.leave_token().partition('-')[2]}"

    answers = [client.post(f"/newsletter/leave/{forged}/", body) for body in [ONE_CLICK, {}]]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert status(other) == "confirmed"


def test_links_outlive_the_key_they_were_signed_with(client, link, subscriber, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a-newer-key-" * 5

    press(client, link)

    assert status(subscriber) == "unsubscribed"


def test_links_of_a_key_that_is_given_up_open_nothing(client, link, subscriber, settings):
    settings.SECRET_KEY = "a-newer-key-" * 5

    assert press(client, link).status_code == 404
    assert status(subscriber) == "confirmed"


def test_the_pages_belong_to_one_person(client, link):
    answers = [client.get(link), press(client, link), client.get(link), client.post(link, ONE_CLICK)]
    answers += [client.get("/newsletter/leave/1-x/"), client.post("/newsletter/leave/1-x/", ONE_CLICK)]
    answers += [client.options(link), client.post(link, headers={"Sec-Fetch-Site": "cross-site"})]

    assert [answer.status_code for answer in answers] == [200, 303, 200, 200, 404, 404, 405, 403]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 8
    assert not client.cookies
