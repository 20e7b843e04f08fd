"""A reader's own page: how often, which topics, a pause, what was agreed to, and the data to take along."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from newsletter import sending
from newsletter.models import Letter, Subscriber
from newsletter.models.subscriber import wording
from tests.factories import ago, make_article, make_topic
from tests.issues import delivery, sent_issue
from tests.pages import Html
from tests.smtp_server import link_in
from tests.subscribers import make_letter, make_subscriber
from tests.test_confirming import PRIVATE

pytestmark = pytest.mark.django_db
LOST = ["unsubscribed", "suppressed", "erased", "pending"]


@pytest.fixture
def subscriber():
    return make_subscriber("ann@example.org", Subscriber.Status.CONFIRMED)


@pytest.fixture
def link(subscriber):
    return manage_link(subscriber)


def manage_link(subscriber):
    return reverse("newsletter:manage", args=[subscriber.manage_token()])


def press(client, link, do, **fields):
    return client.post(link, {"do": do, **fields}, headers={"Sec-Fetch-Site": "same-origin"})


def words(response):
    return Html(response).main


def test_it_shows_what_is_chosen(client, link, subscriber):
    night, sport = make_topic("Night cramps"), make_topic("Sport")
    subscriber.prefer(frequency="weekly", topics=[night], page="/")

    page = client.get(link)

    assert "a•••@example.org" in page.text
    assert "ann@example.org" not in page.text
    assert 'value="weekly" required checked' in page.text
    assert page.text.count(" checked") == 2
    assert f'value="{night.pk}" checked' in page.text
    assert f'value="{sport.pk}">' in page.text


def test_what_is_chosen_is_kept_and_said(client, link, subscriber):
    night = make_topic("Night cramps")

    answer = press(client, link, "prefer", frequency="monthly", topics=[night.pk])

    assert "Saved." in client.get(answer["Location"]).text
    subscriber.refresh_from_db()
    assert (subscriber.frequency, list(subscriber.topics.all())) == ("monthly", [night])


def test_letters_of_another_frequency_are_agreed_to_in_their_own_words(client, link, subscriber):
    night = make_topic("Night cramps")
    subscriber.consents.create(wording=wording("each"), page="/", confirmed_at=ago(days=9))

    press(client, link, "prefer", frequency="weekly")
    press(client, link, "prefer", frequency="weekly", topics=[night.pk])

    newest, first = subscriber.consents.all()
    assert (newest.wording, newest.page) == (wording("weekly"), "/newsletter/manage/…/")
    assert newest.confirmed_at is not None
    assert first.wording == wording("each")
    assert "two letters a month" not in newest.wording


def test_no_topic_chosen_means_all_again(client, link, subscriber):
    subscriber.topics.add(make_topic())

    press(client, link, "prefer", frequency="each")

    assert not subscriber.topics.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose how often."),
        ({"frequency": "hourly"}, "Choose one of these."),
        ({"frequency": "each", "topics": ["999999"]}, "One of the topics is not there any more."),
        ({"frequency": "each", "topics": ["x"]}, "One of the topics is not there any more."),
    ],
)
def test_a_choice_that_is_none_is_refused_and_the_others_stay_ticked(client, link, subscriber, fields, said):
    night = make_topic("Night cramps")
    fields = fields | {"topics": [night.pk, *fields.get("topics", [])]}

    answer = press(client, link, "prefer", **fields)

    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{night.pk}" checked' in answer.text
    subscriber.refresh_from_db()
    assert (subscriber.frequency, subscriber.topics.count()) == ("each", 0)


def test_fields_that_are_not_on_the_page_change_nothing(client, link, subscriber):
    mine = {"email": "eve@example.org", "status": "erased", "paused_until": "2030-01-01", "confirmed_at": "2020-01-01"}

    press(client, link, "prefer", frequency="weekly", **mine)

    subscriber.refresh_from_db()
    assert (subscriber.email, subscriber.status) == ("ann@example.org", "confirmed")
    assert (subscriber.paused_until, subscriber.confirmed_at) == (None, None)


def test_a_pause_lasts_30_days_and_can_be_ended(client, link, subscriber):
    press(client, link, "pause")
    subscriber.refresh_from_db()
    ends = timezone.localtime(subscriber.paused_until)
    assert timedelta(days=29, hours=23) < subscriber.paused_until - timezone.now() <= timedelta(days=30)
    assert f"No letters until {ends.day} {ends:%B %Y}" in words(client.get(link))

    press(client, link, "unpause")
    subscriber.refresh_from_db()
    assert subscriber.paused_until is None
    assert "Pause for 30 days" in words(client.get(link))


def test_a_pause_that_is_over_is_none(client, link, subscriber):
    Subscriber.objects.update(paused_until=ago(minutes=1))

    assert "Pause for 30 days" in words(client.get(link))


def test_it_says_what_was_agreed_to_and_when_in_the_words_of_then(client, link, subscriber):
    given = timezone.now().replace(year=2026, month=3, day=5, hour=14, minute=7)
    subscriber.consents.create(
        wording="Older <b>words</b>.", page="/about/", given_at=given, confirmed_at=given + timedelta(minutes=3)
    )
    subscriber.consents.create(wording="Newer words.", page="/newsletter/")

    page = words(client.get(link))

    assert "Older <b>words</b>." in page
    assert "Asked for on 5 March 2026, 14:07, on the page /about/. Confirmed on 5 March 2026, 14:10." in page
    assert "Newer words." in page
    assert "Not confirmed." in page


def test_leaving_is_one_press_and_can_be_taken_back(client, link, subscriber):
    Subscriber.objects.update(confirmed_at=ago(days=9))
    leave = reverse("newsletter:leave", args=[subscriber.leave_token()])
    assert f'action="{leave}" method="post"' in client.get(link).text

    left = press(client, leave, "")

    assert "I clicked by mistake" in client.get(left["Location"]).text


@pytest.mark.parametrize("status", LOST)
@pytest.mark.parametrize("do", ["prefer", "pause", "unpause"])
def test_who_is_not_in_changes_nothing_by_it(client, subscriber, link, status, do):
    until = ago(days=-3)
    Subscriber.objects.update(status=status, paused_until=until)

    press(client, link, do, frequency="weekly", topics=[make_topic().pk])

    subscriber.refresh_from_db()
    assert (subscriber.status, subscriber.frequency, subscriber.paused_until) == (status, "each", until)
    assert not subscriber.topics.exists()


@pytest.mark.parametrize("status", LOST)
def test_who_is_not_in_is_told_so(client, subscriber, link, status):
    Subscriber.objects.update(status=status, **({"email": None} if status == "erased" else {}))

    page = client.get(link)

    assert page.status_code == 200
    assert "no letters come" in words(page).lower()
    assert "None" not in words(page).split()
    assert "How often?" not in page.text


@pytest.fixture
def data_link(subscriber):
    letter = make_letter(subscriber, kind="data", status="sent", claimed_at=ago(hours=1))
    return reverse("newsletter:data", args=[letter.new_link_token()])


def test_the_data_are_a_file_with_everything(client, subscriber, data_link):
    subscriber.consents.create(wording="Send me the newsletter.", page="/about/")
    subscriber.letters.create(kind="welcome")
    subscriber.topics.add(make_topic("Night cramps"))
    issue = sent_issue(make_article(), subject="Why at night")
    delivery(issue, subscriber, status="sent", sent_at=timezone.now()).events.create(
        event_id="1", kind="soft", words="Full"
    )
    other = delivery(issue)

    answer = client.get(data_link)

    kept = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="newsletter.json"'
    assert kept["email"] == "ann@example.org"
    assert kept["topics"] == ["Night cramps"]
    assert kept["agreed_to"][0]["wording"] == "Send me the newsletter."
    assert {letter["kind"] for letter in kept["letters"]} == {"You are subscribed", "What you keep of me"}
    assert [issue["subject"] for issue in kept["issues"]] == ["Why at night"]
    assert kept["reports_of_mail_servers"][0]["words"] == "Full"
    assert other.address not in answer.text


def test_the_link_to_the_data_comes_by_a_letter_alone_and_works_for_7_days(client, link, subscriber, mail_server):
    assert "/newsletter/data/" not in client.get(link).text

    answer = press(client, link, "ask_for_data")
    sending.work()

    assert "Look in your mailbox." in client.get(answer["Location"]).text
    [letter] = mail_server.letters
    assert letter.recipients == ["ann@example.org"]
    taken = link_in(letter, "data")
    assert client.get(taken).json()["email"] == "ann@example.org"
    Letter.objects.update(claimed_at=ago(days=7, seconds=1))
    assert client.get(taken).status_code == 404


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
    press(client, old, "pause")
    press(client, old, "ask_to_erase")

    assert "This link is too old" in page.text
    assert "How often?" not in page.text
    assert "ann@example.org" not in page.text
    subscriber.refresh_from_db()
    assert subscriber.paused_until is None
    assert [letter.kind for letter in subscriber.letters.all()] == ["manage"]


def test_an_old_link_brings_a_fresh_one_by_a_letter(client, link, subscriber, monkeypatch, mail_server):
    old = aged(subscriber, monkeypatch, days=400)

    answer = press(client, old, "")
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

    press(client, old, "")

    assert said in words(client.get(old))
    assert not Letter.objects.exists()


def test_a_changed_token_opens_nothing(client, link):
    token = link.split("/")[-2]
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")

    assert client.get(link.replace(token, changed)).status_code == 404
    assert press(client, link.replace(token, changed), "pause").status_code == 404


def test_another_site_cannot_press_the_buttons(client, link, subscriber):
    answer = client.post(link, {"do": "pause"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    subscriber.refresh_from_db()
    assert subscriber.paused_until is None


def test_the_page_belongs_to_one_person(client, link, data_link):
    answers = [client.get(link), press(client, link, "pause"), client.get(data_link), client.options(link)]

    assert [answer.status_code for answer in answers] == [200, 303, 200, 405]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 4
    assert not client.cookies
