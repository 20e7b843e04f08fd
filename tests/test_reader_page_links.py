"""The links of a reader's own page: how long they work, what an old one does, and whom they belong to."""

import pytest
from django.utils import timezone

from newsletter import sending
from newsletter.models import Letter, Subscriber
from tests.factories import ago, make_topic
from tests.pages import PRIVATE, Html, press
from tests.smtp_server import link_in
from tests.subscribers import data_link, manage_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(subscriber):
    return manage_link(subscriber)


def aged(subscriber, monkeypatch, **age):
    """The link as a letter brought it that much earlier."""
    with monkeypatch.context() as patch:
        then = ago(**age)
        patch.setattr(timezone, "now", lambda: then)
        return manage_link(subscriber)


def test_a_link_of_30_days_works_and_an_older_one_shows_and_changes_nothing(client, link, subscriber, monkeypatch):
    topic = make_topic("Night cramps")
    subscriber.topics.add(topic)
    assert "How often?" in client.get(aged(subscriber, monkeypatch, days=30)).text
    old = aged(subscriber, monkeypatch, days=31)

    page = client.get(old)
    press(client, old, do="pause")
    press(client, old, do="ask_to_erase")

    assert "This link is too old" in page.text
    assert "How often?" not in page.text
    assert "ann@example.org" not in page.text
    subscriber.refresh_from_db()
    assert subscriber.paused_until is None
    assert [letter.kind for letter in subscriber.letters.all()] == ["manage"]


def test_an_old_link_brings_a_fresh_one_by_a_letter(client, link, subscriber, monkeypatch, mail_server):
    old = aged(subscriber, monkeypatch, days=400)

    answer = press(client, old)
    sending.work()

    assert "Look in your mailbox." in client.get(answer["Location"]).text
    [letter] = mail_server.letters
    assert letter.recipients == ["ann@example.org"]
    assert "How often?" in client.get(link_in(letter, "manage")).text


@pytest.mark.parametrize(
    ("status", "said"), [("suppressed", "must not write to"), ("erased", "We keep nothing of you")]
)
def test_whom_no_letter_reaches_is_told_so_by_an_old_link(client, link, subscriber, monkeypatch, status, said):
    old = aged(subscriber, monkeypatch, days=400)
    Subscriber.objects.update(status=status)

    press(client, old)

    assert said in Html(client.get(old)).main
    assert not Letter.objects.exists()


def test_a_changed_token_opens_nothing(client, link):
    token = link.split("/")[-2]
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")

    assert client.get(link.replace(token, changed)).status_code == 404
    assert press(client, link.replace(token, changed), do="pause").status_code == 404


def test_another_site_cannot_press_the_buttons(client, link, subscriber):
    answer = client.post(link, {"do": "pause"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    subscriber.refresh_from_db()
    assert subscriber.paused_until is None


def test_the_page_belongs_to_one_person(client, link, subscriber):
    data = data_link(subscriber)
    answers = [client.get(link), press(client, link, do="pause"), client.get(data), client.options(link)]

    assert [answer.status_code for answer in answers] == [200, 303, 200, 405]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 4
    assert not client.cookies
