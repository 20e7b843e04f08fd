"""A list of subscribers becomes readers: who is taken, who never is, and what is kept of their consent."""

from datetime import timedelta
from hashlib import sha256
from itertools import count, pairwise

import pytest
from django.db import connection
from django.utils import timezone

from newsletter import retention, sending
from newsletter.lists import importing
from newsletter.lists.judging import standing_of
from newsletter.models import Consent, Letter, ListRow, Subscriber, SubscriberList, Suppression
from newsletter.models.subscriber import WORDING
from newsletter.reader_data import data_of
from tests.factories import ago, make_topic
from tests.issue_audience import became_of, scheduled, send
from tests.lists import WORDS, asked, fates, imported, read, readers, stored, work
from tests.smtp_server import link_in
from tests.subscribers import make_subscriber
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
Status = Subscriber.Status
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


@pytest.mark.parametrize(
    ("status", "fate"),
    [("confirmed", "here"), ("pending", "asked"), ("unsubscribed", "left"), ("suppressed", "suppressed")],
)
def test_whoever_has_a_row_here_stays_as_they_are(nele, status, fate):
    make_subscriber("ada@example.org", status)

    the_list = imported("email\nada@example.org\n", by=nele)

    assert fates(the_list) == {"" if fate == "suppressed" else "ada@example.org": fate}
    assert readers() == [("ada@example.org", status)]
    assert not Consent.objects.exists()


def test_an_address_that_is_suppressed_by_its_hash_alone_stays_out(nele):
    Suppression.objects.add("ada@example.org", "complaint")

    assert fates(imported("email\nADA@example.org\n", by=nele)) == {"": "suppressed"}
    assert readers() == []
    assert "ada@example.org" not in everything().lower()


@pytest.mark.parametrize("how", [imported, asked])
def test_whoever_had_themselves_erased_is_never_brought_back_by_a_list(nele, how):
    make_subscriber("ada@example.org", "confirmed").erase()

    the_list = how("email\nada@example.org\n", **({"by": nele} if how is imported else {}))

    assert fates(the_list) == {"": "erased"}
    assert readers() == [(None, "erased")]
    assert "ada@example.org" not in everything()


@pytest.mark.parametrize("before", [0, 1, 2])
def test_whoever_is_erased_between_two_questions_about_a_list_is_not_new_to_it(before):
    ada, number = make_subscriber("ada@example.org", "confirmed"), count()

    def erase_once(execute, *query):
        if next(number) == before:
            ada.erase()
        return execute(*query)

    with connection.execute_wrapper(erase_once):
        standing = standing_of({"ada@example.org"})

    assert readers() == [(None, "erased")]
    assert standing == {"ada@example.org": "here" if before else "erased"}


def test_whoever_was_erased_can_come_back_by_the_form_themselves(client):
    make_subscriber("ada@example.org", "confirmed").erase()

    Subscriber.objects.ask("ada@example.org", page="/")

    assert Subscriber.objects.get(email="ada@example.org").letters.get().kind == "confirm"


def test_what_changed_since_the_list_was_looked_through_counts(nele):
    the_list = read("email\nada@example.org\nben@example.org\ncleo@example.org\ndan@example.org\n")
    Subscriber.objects.ask("ada@example.org", page="/")
    Suppression.objects.add("ben@example.org", "hard")
    make_subscriber("cleo@example.org", "confirmed").erase()

    the_list.attest(WORDS, by=nele)
    work()

    assert list(the_list.rows.values_list("fate", flat=True)) == ["asked", "suppressed", "erased", "imported"]
    assert Subscriber.objects.get(status="confirmed").email == "dan@example.org"
    assert "ben@example.org" not in everything()


def test_without_an_attestation_each_is_asked_and_only_who_says_yes_is_in(client, mail_server):
    asked(LIST)
    assert readers() == [("ada@example.org", "pending"), ("ben@example.org", "pending")]

    sending.work()

    letter = next(letter for letter in mail_server.letters if letter.recipients == ["ada@example.org"])
    text = " ".join(letter.get_body(["plain"]).get_content().split())
    assert "a list of readers that was handed to us" in text
    assert WORDING in text.replace("> ", "")
    client.post(link_in(letter, "confirm"), headers={"Sec-Fetch-Site": "same-origin"})
    assert readers() == [("ada@example.org", "confirmed"), ("ben@example.org", "pending")]
    ada = Consent.objects.get(subscriber__email="ada@example.org")
    assert ada.wording == WORDING
    assert ada.confirmed_at


def test_whoever_was_asked_and_refuses_is_never_asked_again(client, mail_server):
    asked("email\nada@example.org\n")
    sending.work()

    client.post(link_in(mail_server.letters[0], "refuse"), headers={"Sec-Fetch-Site": "same-origin"})
    the_list = asked("email\nada@example.org\n")

    assert fates(the_list) == {"": "suppressed"}
    assert "ada@example.org" not in everything()
    assert Letter.objects.count() == 1


def test_those_who_are_asked_wait_for_the_pace_so_that_others_do_not_wait_for_them(settings):
    settings.LETTERS_PER_SECOND = 2
    asked("email\n" + "".join(f"reader{n}@example.org\n" for n in range(4)))

    Subscriber.objects.ask("new@example.org", page="/")

    due = list(Letter.objects.filter(kind="invite").order_by("due_at").values_list("due_at", flat=True))
    assert {later - earlier for earlier, later in pairwise(due)} == {timedelta(seconds=0.5)}
    assert Letter.objects.get(kind="confirm").due_at < due[-1]


def test_whoever_subscribes_meanwhile_gets_their_letter_before_those_of_the_list(settings, mail_server):
    settings.LETTERS_PER_SECOND = 0
    asked("email\n" + "".join(f"reader{n}@example.org\n" for n in range(12)))

    Subscriber.objects.ask("new@example.org", page="/")
    while sending.work():
        pass

    assert mail_server.letters[0].recipients == ["new@example.org"]
    assert len(mail_server.letters) == 13


def test_whoever_types_their_address_before_the_letter_of_a_list_comes_is_answered_at_once():
    asked("email\nada@example.org\n")

    Subscriber.objects.ask("ada@example.org", page="/")

    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == ["invite", "confirm"]


def test_a_list_a_second_time_brings_nobody_and_asks_nobody_again(nele):
    asked(LIST)
    before = everything_of_readers()

    assert fates(imported(LIST, by=nele)) == {"ada@example.org": "asked", "ben@example.org": "asked"}
    assert fates(asked(LIST)) == {"ada@example.org": "asked", "ben@example.org": "asked"}

    assert everything_of_readers() == before


def everything_of_readers():
    return [list(model.objects.order_by("pk").values()) for model in [Subscriber, Consent, Letter]]


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


def test_a_reader_who_is_erased_is_in_no_list_any_more(nele):
    imported(LIST, by=nele)
    waiting = read("email\nada@example.org\n")

    Subscriber.objects.get(email="ada@example.org").erase()

    assert "ada@example.org" not in everything()
    assert [row.fate for row in waiting.rows.all()] == ["here"]


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
