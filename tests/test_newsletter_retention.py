"""What the newsletter forgets by itself, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter import audience, retention
from newsletter.models import Delivery, DeliveryEvent, Letter, Proof, Subscriber, Suppression
from tests.factories import make_article, make_user
from tests.issue_audience import became_of, reader, scheduled, send
from tests.subscribers import ask, make_letter, make_subscriber
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
Status = Subscriber.Status


@pytest.fixture
def after(monkeypatch):
    """Call it to stand so much later, and to let the worker forget."""
    began = timezone.now()

    def later(**span):
        monkeypatch.setattr(timezone, "now", lambda: began + timedelta(**span))
        while retention.forget():
            pass

    return later


def test_an_address_that_was_never_confirmed_is_nowhere_after_30_days(client, after):
    ask(client, "ada@example.org", page="/a/page/")
    Letter.objects.update(status="sent", claimed_at=timezone.now())

    after(days=29)
    assert "ada@example.org" in everything()

    after(days=31)
    assert "ada@example.org" not in everything()
    assert "/a/page/" not in everything()
    assert Subscriber.objects.get().status == Status.ERASED


def test_asking_again_begins_anew(client, after):
    ask(client, "ada@example.org")
    Letter.objects.update(status="sent", claimed_at=timezone.now())
    Subscriber.objects.update(asked_at=timezone.now() + timedelta(days=10))

    after(days=39)

    assert Subscriber.objects.get().status == Status.PENDING


@pytest.mark.parametrize("letter", [{"status": "waiting"}, {"status": "sent", "claimed_at": "late"}])
def test_while_the_letter_waits_or_its_link_works_nobody_is_forgotten(after, letter):
    late = timezone.now() + timedelta(days=29)
    make_letter(**letter | ({"claimed_at": late} if "claimed_at" in letter else {}))

    after(days=35)

    assert Subscriber.objects.get().status == Status.PENDING


def test_who_confirmed_left_or_must_not_be_written_to_stays(after):
    kept = {Status.CONFIRMED, Status.UNSUBSCRIBED, Status.SUPPRESSED}
    for status in kept:
        make_subscriber(status=status, confirmed_at=timezone.now())

    after(days=1000)

    assert set(Subscriber.objects.values_list("status", flat=True)) == kept


@pytest.mark.parametrize("has_hash", [True, False])
def test_who_never_confirmed_and_is_suppressed_is_a_hash_alone_after_30_days(client, after, has_hash):
    make_subscriber("ada@example.org").suppress("hard")
    if not has_hash:
        Suppression.objects.all().delete()  # as after a key that is lost

    after(days=29)
    assert "ada@example.org" in everything()

    after(days=31)
    assert "ada@example.org" not in everything()
    assert Suppression.objects.of("ada@example.org").get().cause == ("hard" if has_hash else "by_hand")
    ask(client, "ada@example.org")
    assert "ada@example.org" not in everything()


def test_letters_and_test_letters_that_are_done_go_after_90_days(after):
    confirmed = make_subscriber(status=Status.CONFIRMED)
    for status in Letter.Status:
        make_letter(confirmed, status=status)
        Proof.objects.create(issue=scheduled(), by=make_user(), status=status)

    after(days=89)
    assert (Letter.objects.count(), Proof.objects.count()) == (len(Letter.Status), len(Letter.Status))

    after(days=91)
    waits = {"waiting", "sending"}
    assert set(Letter.objects.values_list("status", flat=True)) == waits
    assert set(Proof.objects.values_list("status", flat=True)) == waits


@pytest.fixture
def went_out():
    """An issue that two readers got, one with a report; then it was finished."""
    reader("ann"), reader("bob")
    issue = scheduled(make_article("Once only"))
    send(issue)
    delivery = issue.deliveries.get(address="ann@example.org")
    DeliveryEvent.objects.create(delivery=delivery, event_id="1", kind="soft", words="ann@example.org is full")
    Delivery.objects.filter(pk=delivery.pk).update(error="ann@example.org is full")
    type(issue).objects.filter(pk=issue.pk).update(status="finished")
    return issue


def test_addresses_of_an_issue_go_after_90_days_and_the_ledger_stays(went_out, after):
    before = became_of(went_out)

    after(days=89)
    assert went_out.deliveries.filter(address="ann@example.org").exists()

    after(days=91)
    assert set(went_out.deliveries.values_list("address", "domain", "error")) == {("", "", "")}
    assert DeliveryEvent.objects.get().words == ""
    assert became_of(went_out) == before == {"ann": "sent", "bob": "sent"}


def test_an_article_goes_to_nobody_twice_after_the_addresses_are_gone(went_out, after):
    after(days=91)
    again = scheduled(*went_out.articles.all())

    audience.freeze(again)

    assert became_of(again) == {"ann": "had_it", "bob": "had_it"}


@pytest.mark.parametrize("status", ["sending", "paused"])
def test_an_issue_that_is_still_going_out_keeps_its_addresses(went_out, after, status):
    type(went_out).objects.filter(pk=went_out.pk).update(status=status)

    after(days=91)

    assert went_out.deliveries.filter(address="ann@example.org").exists()


def test_every_issue_is_looked_at_once(went_out, after, django_assert_max_num_queries):
    after(days=91)

    with django_assert_max_num_queries(10):
        assert not retention.forget()
