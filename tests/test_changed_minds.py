"""Readers choose otherwise between the freezing of a list and their turn: they get nothing, and the ledger says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import ChangeNote
from newsletter import audience, issues_sending
from newsletter.models import Delivery, Subscriber, Suppression
from tests.factories import make_article, make_topic
from tests.issue_audience import became_of, reader, scheduled
from tests.issue_audience import send as receive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def worker(mail_server, settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN, settings.LETTER_CONNECTIONS = 0, 0, 2
    yield
    issues_sending.stop()


def send_all():
    while issues_sending.work():
        pass


def on_their_way(issue, status="waiting"):
    audience.freeze(issue)
    issue.deliveries.filter(status="waiting").update(status=status)
    return issue


def choose(name, **fields):
    Subscriber.objects.filter(email=f"{name}@example.org").update(**fields)


CHANGES = {
    "left": {"status": "unsubscribed"},
    "suppressed": {"status": "suppressed"},
    "erased": {"status": "erased"},
    "unconfirmed": {"status": "pending"},
    "paused": {"paused_until": timezone.now() + timedelta(days=30)},
    "frequency": {"frequency": "weekly"},
}


@pytest.mark.parametrize("status", ["waiting", "deferred"])
@pytest.mark.parametrize("reason", CHANGES)
def test_who_changed_their_mind_is_left_out_with_the_reason_of_the_freezing(mail_server, reason, status):
    reader("ada")
    reader("ben")
    issue = on_their_way(scheduled(intro="Cramps come at night."), status)
    choose("ben", **CHANGES[reason])

    send_all()

    issue.refresh_from_db()
    assert mail_server.recipients == ["ada@example.org"]
    assert (issue.status, audience.ledger(issue)) == ("finished", {"sent": 1, reason: 1})
    again = scheduled(intro="Cramps come at night.")
    audience.freeze(again)
    assert became_of(again)["ben"] == reason


def test_who_switched_the_topic_off_gets_nothing_of_it(mail_server):
    sleep, feet = make_topic("Sleep"), make_topic("Feet")
    for name in ["all", "sleeper", "walker"]:
        reader(name)
    issue = on_their_way(scheduled(intro="Cramps come at night.", topic=sleep))
    Subscriber.objects.get(email="sleeper@example.org").topics.set([sleep, feet])
    Subscriber.objects.get(email="walker@example.org").topics.set([feet])

    send_all()

    assert became_of(issue) == {"all": "sent", "sleeper": "sent", "walker": "topic"}
    assert mail_server.recipients == ["all@example.org", "sleeper@example.org"]


def test_topics_say_nothing_of_an_issue_for_all(mail_server):
    reader("walker")
    issue = on_their_way(scheduled(intro="Cramps come at night."))
    Subscriber.objects.get().topics.set([make_topic("Feet")])

    send_all()

    assert became_of(issue) == {"walker": "sent"}


def test_a_digest_goes_while_a_topic_of_the_very_letter_is_wanted(mail_server):
    sleep, feet = make_topic("Sleep"), make_topic("Feet")
    articles = [make_article("Night cramps", topics=[sleep]), make_article("Flat feet", topics=[feet])]
    for name in ["all", "both", "sleeper"]:
        reader(name, frequency="weekly")
    Subscriber.objects.get(email="both@example.org").topics.set([sleep, feet])
    Subscriber.objects.get(email="sleeper@example.org").topics.set([sleep])
    issue = on_their_way(scheduled(*articles, kind="digest", frequency="weekly"))
    for name in ["both", "sleeper"]:
        Subscriber.objects.get(email=f"{name}@example.org").topics.set([feet])

    send_all()

    assert became_of(issue) == {"all": "sent", "both": "sent", "sleeper": "topic"}


def test_who_received_a_wrong_text_is_told_of_the_correction_whatever_they_chose_since(mail_server):
    article = make_article("Magnesium")
    reader("ada")
    receive(scheduled(article))
    correction = ChangeNote.objects.create(article=article, kind="correction", text="It was 30 mg, not 300.")
    notice = on_their_way(scheduled(kind="correction", correction=correction, intro="It was 30 mg."))
    choose("ada", frequency="monthly", paused_until=timezone.now() + timedelta(days=3))

    send_all()

    assert became_of(notice) == {"ada": "sent"}


def test_an_address_that_must_not_be_written_to_counts_as_suppressed(mail_server):
    reader("ada")
    issue = on_their_way(scheduled(intro="Cramps come at night."))
    Suppression.objects.add("ada@example.org", "refused")

    send_all()

    assert became_of(issue) == {"ada": "suppressed"}
    assert Delivery.objects.get().attempts == 0
