"""Who gets an issue, and who does not and why: frozen once, in rows that add up."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from newsletter import audience
from newsletter.models import Delivery, Edition, Issue, Subscriber
from tests.factories import make_article, make_topic
from tests.issue_audience import became_of, reader, scheduled, send, titles

pytestmark = pytest.mark.django_db


def test_each_subscriber_has_a_row_and_those_left_out_have_the_reason():
    later = timezone.now() + timedelta(days=3)
    sleep, feet = make_topic("Sleep"), make_topic("Feet")
    reader("ada")
    reader("pending", status="pending")
    reader("left", status="unsubscribed", paused_until=later)
    reader("suppressed", status="suppressed")
    reader("erased", status="erased")
    reader("pausing", paused_until=later, frequency="weekly")
    reader("paused", paused_until=timezone.now() - timedelta(days=3))
    reader("weekly", frequency="weekly")
    reader("sleeper").topics.add(sleep)
    reader("walker").topics.add(feet)
    made = scheduled(make_article(), topic=sleep)

    assert audience.freeze(made) is True

    assert became_of(made) == {
        "ada": "waiting",
        "pending": "unconfirmed",
        "left": "left",
        "suppressed": "suppressed",
        "erased": "erased",
        "pausing": "paused",
        "paused": "waiting",
        "weekly": "frequency",
        "sleeper": "waiting",
        "walker": "topic",
    }
    ledger = audience.ledger(made)
    assert ledger["waiting"] == 3
    assert sum(ledger.values()) == Subscriber.objects.count()


def test_addresses_stand_only_in_the_rows_of_those_who_get_it():
    reader("ada")
    reader("left", status="unsubscribed")
    made = scheduled()

    audience.freeze(made)

    rows = made.deliveries.order_by("address").values_list("address", "domain", "edition__is_whole")
    assert list(rows) == [("", "", None), ("ada@example.org", "example.org", True)]


def test_freezing_twice_does_nothing():
    reader("ada")
    made = scheduled(make_article())
    audience.freeze(made)
    before = list(Delivery.objects.values()), list(Edition.objects.values()), made.steps.count()

    assert audience.freeze(Issue.objects.get(pk=made.pk)) is False

    assert (list(Delivery.objects.values()), list(Edition.objects.values()), made.steps.count()) == before


def test_what_fails_in_the_middle_leaves_nothing(monkeypatch):
    reader("ada")
    made = scheduled(make_article())
    monkeypatch.setattr(audience, "INSERT", audience.INSERT.replace("newsletter_delivery", "nowhere"))

    with pytest.raises(Exception, match="nowhere"):
        audience.freeze(made)

    made = Issue.objects.get()
    assert (made.status, made.frozen_at) == ("scheduled", None)
    assert not Edition.objects.exists()
    assert not made.steps.exists()


def test_no_article_comes_twice_and_readers_share_editions():
    first, second, third = (make_article(title) for title in ["First", "Second", "Third"])
    reader("ada")
    reader("bea")
    old = scheduled(first, second)
    send(old)
    reader("new")
    made = scheduled(first, second, third)

    audience.freeze(made)

    assert titles(made, "ada") == titles(made, "bea") == ["Third"]
    assert titles(made, "new") == ["First", "Second", "Third"]
    assert made.editions.count() == 2


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("sent", "had_it"),
        ("sending", "had_it"),
        ("uncertain", "had_it"),
        ("waiting", "had_it"),
        ("deferred", "had_it"),
        ("failed", "waiting"),
        ("excluded", "waiting"),
    ],
)
def test_what_may_still_arrive_counts_as_had(status, fate):
    article = make_article()
    reader("ada")
    old = scheduled(article)
    audience.freeze(old)
    old.deliveries.update(status=status)
    made = scheduled(article)

    audience.freeze(made)

    assert became_of(made) == {"ada": fate}


def test_an_issue_of_words_alone_goes_to_all():
    reader("ada")
    made = scheduled(intro="We move.")

    audience.freeze(made)

    assert became_of(made) == {"ada": "waiting"}


def test_the_whole_edition_stands_in_the_archive_also_where_nobody_gets_it():
    made = scheduled(make_article())

    audience.freeze(made)

    assert made.editions.get().is_whole


def test_who_would_get_it_is_who_gets_it():
    article = make_article()
    reader("ada")
    reader("left", status="unsubscribed")
    reader("weekly", frequency="weekly")
    old = scheduled(article)
    audience.freeze(old)
    reader("new")
    made = scheduled(article)

    wanting = {str(found) for found in audience.wanting(made)}
    audience.freeze(made)

    assert wanting == {"new@example.org"}
    assert wanting == set(made.deliveries.filter(status="waiting").values_list("address", flat=True))


def test_an_article_that_was_taken_back_is_told_to_nobody():
    reader("ada")
    made = scheduled(make_article("Kept"), make_article("Taken back", published_at=None))

    audience.freeze(made)

    assert titles(made, "ada") == ["Kept"]
    assert made.editions.get().is_whole


@pytest.mark.parametrize(("readers", "canaries"), [(99, 0), (100, 50), (2_500, 50), (3_000, 60)])
def test_the_first_to_be_tried_are_spread_over_the_list(readers, canaries):
    people = [Subscriber(email=f"r{number}@example.org", status="confirmed") for number in range(readers)]
    Subscriber.objects.bulk_create(people)
    made = scheduled()

    audience.freeze(made)

    tried = made.deliveries.order_by("subscriber").values_list("is_canary", flat=True)
    places = [place for place, is_canary in enumerate(tried) if is_canary]
    assert len(places) == canaries
    assert bool(made.canary_passed_at) is (canaries == 0)
    if canaries:
        steps = {after - before for before, after in pairwise(places)}
        assert steps <= {readers // canaries, readers // canaries + 1}


def test_an_issue_of_twenty_articles_leaves_out_what_each_reader_had():
    old, new = [make_article(f"Old {n}") for n in range(10)], [make_article(f"New {n}") for n in range(10)]
    reader("ada")
    for article in old:
        send(scheduled(article))
    reader("ben")
    made = scheduled(*old, *new)

    send(made)

    assert len(titles(made, "ada")) == 10
    assert len(titles(made, "ben")) == 20
    assert made.editions.count() == 2
