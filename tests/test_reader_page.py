"""A reader's own page: how often, which topics, a pause, and what was agreed to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.models import Subscriber
from newsletter.models.subscriber import wording
from tests.factories import ago, make_topic
from tests.pages import Html, press
from tests.subscribers import leave_link, manage_link

pytestmark = pytest.mark.django_db
LOST = ["unsubscribed", "suppressed", "erased", "pending"]


@pytest.fixture
def link(subscriber):
    return manage_link(subscriber)


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

    answer = press(client, link, do="prefer", frequency="monthly", topics=[night.pk])

    assert "Saved." in client.get(answer["Location"]).text
    subscriber.refresh_from_db()
    assert (subscriber.frequency, list(subscriber.topics.all())) == ("monthly", [night])


def test_letters_of_another_frequency_are_agreed_to_in_their_own_words(client, link, subscriber):
    night = make_topic("Night cramps")
    subscriber.consents.create(wording=wording("each"), page="/", confirmed_at=ago(days=9))

    press(client, link, do="prefer", frequency="weekly")
    press(client, link, do="prefer", frequency="weekly", topics=[night.pk])

    newest, first = subscriber.consents.all()
    assert (newest.wording, newest.page) == (wording("weekly"), "/newsletter/manage/…/")
    assert newest.confirmed_at is not None
    assert first.wording == wording("each")
    assert "two letters a month" not in newest.wording


def test_no_topic_chosen_means_all_again(client, link, subscriber):
    subscriber.topics.add(make_topic())

    press(client, link, do="prefer", frequency="each")

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

    answer = press(client, link, do="prefer", **fields)

    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{night.pk}" checked' in answer.text
    subscriber.refresh_from_db()
    assert (subscriber.frequency, subscriber.topics.count()) == ("each", 0)


def test_fields_that_are_not_on_the_page_change_nothing(client, link, subscriber):
    mine = {"email": "eve@example.org", "status": "erased", "paused_until": "2030-01-01", "confirmed_at": "2020-01-01"}

    press(client, link, do="prefer", frequency="weekly", **mine)

    subscriber.refresh_from_db()
    assert (subscriber.email, subscriber.status) == ("ann@example.org", "confirmed")
    assert (subscriber.paused_until, subscriber.confirmed_at) == (None, None)


def test_a_pause_lasts_30_days_and_can_be_ended(client, link, subscriber):
    press(client, link, do="pause")
    subscriber.refresh_from_db()
    ends = timezone.localtime(subscriber.paused_until)
    assert timedelta(days=29, hours=23) < subscriber.paused_until - timezone.now() <= timedelta(days=30)
    assert f"No letters until {ends.day} {ends:%B %Y}" in words(client.get(link))

    press(client, link, do="unpause")
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
    leave = leave_link(subscriber)
    assert f'action="{leave}" method="post"' in client.get(link).text

    left = press(client, leave)

    assert "I clicked by mistake" in client.get(left["Location"]).text


@pytest.mark.parametrize("status", LOST)
@pytest.mark.parametrize("do", ["prefer", "pause", "unpause"])
def test_who_is_not_in_changes_nothing_by_it(client, subscriber, link, status, do):
    until = ago(days=-3)
    Subscriber.objects.update(status=status, paused_until=until)

    press(client, link, do=do, frequency="weekly", topics=[make_topic().pk])

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
