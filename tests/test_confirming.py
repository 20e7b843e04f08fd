"""From the letter to the subscription: opening the link shows a button, pressing it confirms."""

from datetime import timedelta

import pytest
from django.db.models import F

from cramps_site.lib.addresses import masked
from newsletter import sending
from newsletter.models import Letter, Subscriber
from tests.pages import PRIVATE, open_as_programs_do, press
from tests.smtp_server import link_in
from tests.subscribers import all_rows, ask, make_letter, make_subscriber

pytestmark = pytest.mark.django_db

ADDRESS = "ann@example.org"


@pytest.fixture
def ask_and_get_link(client, mail_server):
    """Asks for a letter, whenever the last was, and gives back the path of the link in it."""

    def get_link(page="/"):
        Letter.objects.update(asked_at=F("asked_at") - timedelta(minutes=16))
        ask(client, ADDRESS, page=page)
        sending.work()
        return link_in(mail_server.letters[-1], "confirm")

    return get_link


@pytest.fixture
def link(ask_and_get_link):
    return ask_and_get_link()


def status():
    return Subscriber.objects.get().status


def test_the_link_shows_one_button_that_confirms(client, link):
    page = client.get(link)
    pressed = press(client, link)
    after = client.get(pressed["Location"])

    assert page.text.count("<button") == 1
    assert f'action="{link}" method="post"' in page.text
    assert (pressed.status_code, pressed["Location"]) == (303, link)
    assert "You are in" in after.text
    assert masked(ADDRESS) in after.text
    assert status() == "confirmed"


def test_confirming_says_when_what_was_agreed_to(client, link):
    press(client, link)

    subscriber = Subscriber.objects.get()
    assert subscriber.confirmed_at is not None
    assert subscriber.consents.get().confirmed_at == subscriber.confirmed_at


def test_programs_that_open_every_link_change_nothing(client, link):
    before = all_rows()

    open_as_programs_do(client, link)

    assert all_rows() == before
    press(client, link)
    assert status() == "confirmed"


def test_the_link_stands_nowhere_in_the_database(client, link, ask_and_get_link):
    ask_and_get_link(page=link)

    token = link.split("/")[-2]
    assert len(token) >= 22
    assert token not in str(all_rows())


def test_pressing_twice_is_one_confirmation_and_one_welcome(client, link):
    press(client, link)
    again = press(client, link)

    assert again.status_code == 303
    assert Letter.objects.filter(kind="welcome").count() == 1


def test_the_welcome_letter_carries_a_link_to_leave(client, link, mail_server):
    press(client, link)
    sending.work()

    welcome = mail_server.letters[-1]
    assert "You are subscribed" in welcome["Subject"]
    press(client, link_in(welcome, "leave"))
    assert status() == "unsubscribed"


def test_a_link_of_7_days_ago_confirms_nothing_and_says_what_to_do(client, link):
    Letter.objects.update(claimed_at=F("claimed_at") - timedelta(days=8))

    for answer in [client.get(link), press(client, link)]:
        assert answer.status_code == 404
        assert "ask for a new letter" in answer.text
        assert 'action="/newsletter/" method="post"' in answer.text
    assert status() == "pending"


def test_a_link_of_almost_7_days_ago_confirms(client, link):
    Letter.objects.update(claimed_at=F("claimed_at") - timedelta(days=6, hours=23))

    press(client, link)

    assert status() == "confirmed"


@pytest.mark.parametrize("used", ["older", "newer"])
def test_of_two_letters_either_link_confirms(client, ask_and_get_link, used):
    links = {"older": ask_and_get_link(), "newer": ask_and_get_link()}

    press(client, links[used])

    assert status() == "confirmed"


def test_after_leaving_no_link_from_before_confirms(client, ask_and_get_link):
    links = [ask_and_get_link(), ask_and_get_link()]
    press(client, links[0])
    Subscriber.objects.get().leave()

    answers = [press(client, link).status_code for link in links]

    assert answers == [404, 404]
    assert status() == "unsubscribed"


def test_who_left_and_asks_again_comes_back_by_the_new_link(client, link, ask_and_get_link):
    press(client, link)
    Subscriber.objects.get().leave()

    press(client, ask_and_get_link())

    assert status() == "confirmed"


@pytest.mark.parametrize("lost", [Subscriber.Status.SUPPRESSED, Subscriber.Status.ERASED])
def test_a_link_to_someone_we_must_not_write_to_is_gone(client, link, lost):
    Subscriber.objects.update(status=lost)

    assert press(client, link).status_code == 404
    assert status() == lost


def test_who_is_subscribed_already_gets_a_letter_that_says_so(client, mail_server):
    make_subscriber(ADDRESS, Subscriber.Status.CONFIRMED)

    ask(client, ADDRESS)
    sending.work()

    text = mail_server.letters[0].get_body(["plain"]).get_content()
    assert "/newsletter/confirm/" not in text
    assert "/newsletter/leave/" in text


def test_a_confirmation_that_waits_is_dropped_once_another_was_used(client, link, mail_server):
    late = make_letter(Subscriber.objects.get())

    press(client, link)
    sending.work()

    late.refresh_from_db()
    assert late.status == Letter.Status.DROPPED


@pytest.mark.parametrize("path", ["/newsletter/confirm/x/", "/newsletter/confirm/%00/", "/newsletter/confirm/é-1/"])
def test_a_link_that_never_was_opens_nothing(client, path):
    assert client.get(path).status_code == 404


def test_the_pages_belong_to_one_person(client, link):
    answers = [client.get(link), press(client, link), client.get(link), client.get("/newsletter/confirm/x/")]
    answers += [client.options(link), client.post(link, headers={"Sec-Fetch-Site": "cross-site"})]

    assert [answer.status_code for answer in answers] == [200, 303, 200, 404, 405, 403]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 6
    assert not client.cookies
