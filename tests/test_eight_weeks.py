"""Eight weeks of a newsletter: two hundred readers who change their minds, issues and digests by the real sender."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from newsletter import digests, gathering, issues_sending
from newsletter.models import Delivery, Frequency, Issue, Subscriber
from tests.factories import make_article, make_topic
from tests.issue_audience import reader, scheduled

pytestmark = pytest.mark.django_db(transaction=True)

START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("UTC"))  # a Monday
DAYS, READERS, MINDS_CHANGED_A_DAY = 56, 200, 12
ISSUE_DAYS = {1, 3}  # of the week: Tuesday, and the digests' Thursday


@pytest.fixture
def clock(monkeypatch, settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN, settings.LETTER_CONNECTIONS = 0, 0, 4
    settings.POSTAL_ADDRESS = "Example Press, 1 Example Street"
    digests.looked.clear()
    digests.told.clear()

    def at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        digests.looked.clear()

    yield at
    issues_sending.stop()


def test_no_article_comes_twice_to_anyone_and_nothing_to_those_who_left(mail_server, clock):
    chance = Random(8)
    clock(START)
    topics = [make_topic(name) for name in ["Sleep", "Feet", "Sport"]]
    readers = [a_reader(chance, number, topics) for number in range(READERS)]
    written_to = 0

    for day in range(DAYS):
        clock(START + timedelta(days=day))
        if chance.random() < 0.6:
            make_article(f"Cramp {day:03d}", published_at=timezone.now(), topics=chance.sample(topics, 1))
        for one in chance.sample(readers, MINDS_CHANGED_A_DAY):
            change_their_mind(chance, one, topics)
        if day % 7 in ISSUE_DAYS:
            an_issue(chance, topics)
        may_get_it = allowed()
        send_all()
        assert {address for letter in mail_server.letters[written_to:] for address in letter.recipients} <= may_get_it
        written_to = len(mail_server.letters)

    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent", "excluded"}
    assert not Issue.objects.exclude(status="finished").exists()
    brought = Counter(titles_by_reader(mail_server))
    assert set(brought.values()) == {1}
    assert set(Issue.objects.values_list("kind", "frequency")) == {
        ("issue", "each"), ("digest", "weekly"), ("digest", "monthly"),
    }  # fmt: skip
    assert len(brought) > 10 * READERS


def a_reader(chance, number, topics):
    made = reader(f"reader{number}", frequency=chance.choice(Frequency.values), confirmed_at=timezone.now())
    made.topics.set(chance.sample(topics, chance.choice([0, 0, 1, 2])))
    return made


def change_their_mind(chance, one, topics):
    one.refresh_from_db()
    acts = {
        "prefer": lambda: one.prefer(
            frequency=chance.choice(Frequency.values), topics=chance.sample(topics, 1), page="/"
        ),
        "pause": one.pause,
        "unpause": one.unpause,
        "leave": one.leave,
        "confirm anew": one.confirm,
        "erase": one.erase,
    }
    acts[chance.choices(list(acts), [6, 2, 2, 3, 4, 0.3])[0]]()


def an_issue(chance, topics):
    """What is new, and something that some have had."""
    issue = scheduled(topic=chance.choice([None, None, *topics]))
    old = [pick for sent in Issue.objects.order_by("?")[:1] for pick in sent.articles_in_order]
    for position, article in enumerate(dict.fromkeys([*gathering.proposed(issue), *old])):
        issue.picks.create(article=article, position=position)


def allowed():
    in_now = Subscriber.objects.filter(status="confirmed").exclude(paused_until__gt=timezone.now())
    return set(in_now.values_list("email", flat=True))


def send_all():
    digests.work()
    while issues_sending.work():
        pass


def titles_by_reader(mail_server):
    """(address, title) for each article in each letter that arrived, as its text names them."""
    for letter in mail_server.letters:
        text = letter.get_body(["plain"]).get_content()
        for line in set(text.splitlines()):
            if line.startswith("Cramp "):
                yield letter.recipients[0], line
