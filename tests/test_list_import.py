"""A list of subscribers becomes readers: what comes along, what is kept of their consent, and for how long."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from newsletter import retention
from newsletter.lists import importing
from newsletter.models import Consent, Letter, ListRow, Subscriber, SubscriberList
from newsletter.reader_data import data_of
from tests.factories import ago, make_topic
from tests.issue_audience import became_of, scheduled, send
from tests.lists import WORDS, asked, fates, imported, read, readers, stored, work
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
LIST = "email\nada@example.org\nben@example.org\n"


def test_looking_through_a_list_makes_nobody_a_subscriber():
    the_list = read(LIST)

    assert the_list.status == "read"
    assert fates(the_list) == {"ada@example.org": "new", "ben@example.org": "new"}
    assert readers() == []


def test_readers_whose_consent_is_attested_are_in_and_get_no_letter_about_it(nele):
    the_list = imported(LIST, by=nele)

    assert the_list.status == "imported"
    assert readers() == [("ada@example.org", "confirmed"), ("ben@example.org", "confirmed")]
    assert not Letter.objects.exists()


def test_the_attestation_is_kept_with_each_consent_and_with_the_list(nele):
    text = "email,optin_time\nada@example.org,2020-01-02 03:04:05\nben@example.org,\n"

    the_list = imported(text, by=nele)

    assert the_list.digest == sha256(text.encode()).hexdigest()
    assert (the_list.attestation, the_list.attested_by) == (WORDS, nele)
    assert timezone.now() - the_list.attested_at < timedelta(minutes=1)
    ada, ben = Consent.objects.order_by("pk")
    assert (ada.wording, ada.page, ada.list) == (WORDS, "readers.csv, line 2", the_list)
    assert (ada.given_at.isoformat(), ada.confirmed_at) == ("2020-01-02T03:04:05+00:00", the_list.attested_at)
    assert (ben.page, ben.given_at) == ("readers.csv, line 3", the_list.attested_at)


def test_a_reader_sees_on_their_page_and_in_their_data_what_was_attested(client, nele):
    imported("email\nada@example.org\n", by=nele)
    ada = Subscriber.objects.get()

    page = client.get(f"/newsletter/manage/{ada.manage_token()}/").text
    data = data_of(ada)

    assert "They ticked" in page
    assert "A list brought your address" in page
    assert "readers.csv, line 2" in page
    assert data["agreed_to"][0]["wording"] == WORDS
    assert data["lists"] == [{"file": "readers.csv", "line": 2, "became": "Imported"}]


def test_what_readers_chose_comes_along_where_the_file_says_it(nele):
    make_topic("Sleep", slug="sleep")
    until = (timezone.now() + timedelta(days=9)).isoformat()

    imported(f"email,frequency,topics,paused_until\nada@example.org,weekly,sleep,{until}\n", by=nele)

    ada = Subscriber.objects.get()
    assert (ada.frequency, [topic.slug for topic in ada.topics.all()]) == ("weekly", ["sleep"])
    assert ada.is_paused()


def test_an_imported_reader_gets_the_next_issue_and_one_who_is_asked_does_not(nele):
    imported("email\nada@example.org\n", by=nele)
    asked("email\nben@example.org\n")
    issue = scheduled()
    send(issue)

    assert became_of(issue) == {"ada": "sent", "ben": "unconfirmed"}


def test_a_list_that_is_put_aside_brings_nobody_and_leaves_no_address(nele):
    the_list = read(LIST)

    assert the_list.put_aside(by=nele)

    assert not the_list.attest(WORDS, by=nele)
    work()
    assert readers() == []
    assert "ada@example.org" not in everything()


def test_a_list_is_decided_on_once(nele):
    the_list = read(LIST)
    also = SubscriberList.objects.get()

    assert the_list.attest(WORDS, by=nele)
    assert not also.ask_each(by=nele)
    assert not also.put_aside(by=nele)

    work()
    assert {status for _, status in readers()} == {"confirmed"}


def test_the_rows_of_a_list_are_forgotten_after_30_days_and_who_attested_is_not(nele, monkeypatch):
    done, waiting = imported(LIST, by=nele), read("email\ncleo@example.org\n")
    SubscriberList.objects.update(changed_at=ago(days=31))

    while retention.forget():
        pass

    assert not ListRow.objects.exists()
    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (done.status, waiting.status) == ("imported", "put_aside")
    assert (done.attestation, done.steps.first().what) == (WORDS, "Imported. Imported 2")
    assert "cleo@example.org" not in everything()


@pytest.mark.parametrize("number", [10, 400])
def test_a_round_asks_the_same_number_of_queries_whatever_the_number_of_rows(
    nele, number, django_assert_max_num_queries
):
    make_topic("Sleep", slug="sleep")
    the_list = stored("email,topics\n" + "".join(f"reader{n}@example.org,sleep\n" for n in range(number)))

    with django_assert_max_num_queries(12):
        importing.work()
    importing.work()
    the_list.refresh_from_db()
    the_list.attest(WORDS, by=nele)
    with django_assert_max_num_queries(14):
        importing.work()

    assert len(readers()) == number
