"""Addresses that must not be written to, in the admin: listed without the address, added and lifted by a person."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.models import Subscriber, Suppression, SuppressionStep
from newsletter.models.suppression import address_hash
from tests.bounces import letter_to, make_reader, tell
from tests.desk import told
from tests.factories import make_user
from tests.subscribers import ask, make_subscriber
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
LIST, RECORD = "/admin/newsletter/suppression/", "/admin/newsletter/suppressionstep/"


def add(desk, address, why="Wrote to us on Monday"):
    return desk.post(f"{LIST}add/", {"address": address, "why": why})


def lift(desk, suppression, why="She asked by telephone"):
    return desk.post(f"{LIST}{suppression.pk}/lift/", {"why": why})


def steps():
    rows = SuppressionStep.objects.order_by("pk").select_related("by")
    return [(row.act, row.cause, row.why, row.by and row.by.username) for row in rows]


def test_a_manager_adds_an_address_and_only_its_hash_is_kept(desk):
    reader = make_reader("ada@example.org")

    response = add(desk, " Ada@Example.org ")

    assert response.status_code == 302
    suppression = Suppression.objects.get()
    assert (suppression.cause, suppression.address_hash) == ("by_hand", address_hash("ada@example.org"))
    reader.refresh_from_db()
    assert reader.status == "suppressed"
    assert steps() == [("added", "by_hand", "Wrote to us on Monday", "nele")]
    assert "ada" not in str(LogEntry.objects.values()).lower()


def test_an_address_of_nobody_can_be_suppressed_and_is_not_stored_when_somebody_types_it_in(desk, client):
    add(desk, "stranger@example.org")

    ask(client, "stranger@example.org")

    assert not Subscriber.objects.exists()
    assert "stranger@example.org" not in everything()


@pytest.mark.parametrize(
    ("address", "why", "words"),
    [
        ("ada", "Asked", "Write an address like"),
        ("", "Asked", "Write the whole address."),
        ("ben@example.org", "", "Write who asked for it, and how."),
        ("ben@example.org", "x" * 301, "at most 300 characters"),
        ("ben@example.org", "ben@example.org asked", "Leave addresses out"),
        ("gone@example.org", "Asked", "This address is suppressed already"),
    ],
)
def test_what_cannot_be_added_is_said_and_stays_in_the_form(desk, address, why, words):
    Suppression.objects.add("gone@example.org", "hard")

    response = add(desk, address, why)

    assert words in response.text
    assert f'value="{why}"' in response.text or not why
    assert Suppression.objects.count() == 1


def test_the_list_says_why_and_when_and_shows_no_address(desk):
    tell(letter_to(make_reader("ada@example.org")), "hard", words="550 5.1.1 <ada@example.org> unknown")
    tell(letter_to(make_reader("ben@example.org")), "complaint")
    add(desk, "cleo@example.org", "Asked by letter")

    page = desk.get(LIST).text
    one = desk.get(f"{LIST}{Suppression.objects.of('ada@example.org').get().pk}/change/").text
    record = desk.get(RECORD).text

    for words in ["The mailbox does not exist", "Reported a letter as spam", "Added by hand", "Asked by letter"]:
        assert words in page
        assert words in record
    assert "Suppressed (The mailbox does not exist)" in one
    for shown in [page, one, record]:
        assert "example.org" not in shown


@pytest.mark.parametrize("typed", ["ada@example.org", " ADA@Example.ORG"])
@pytest.mark.parametrize("address", [LIST, RECORD])
def test_a_whole_address_finds_its_own(desk, address, typed):
    Suppression.objects.add("ada@example.org", "hard")
    Suppression.objects.add("ben@example.org", "complaint")

    found = desk.get(address, {"q": typed}).context["cl"].result_list

    assert [row.cause for row in found] == ["hard"]


@pytest.mark.parametrize("address", [LIST, RECORD])
def test_of_what_grows_for_ever_the_newest_are_shown_and_the_rest_never_counted(desk, address, monkeypatch):
    monkeypatch.setattr("cramps_site.lib.desk.MOST", 60)
    for n in range(70):
        Suppression.objects.add(f"reader{n}@example.org", "hard")

    with CaptureQueriesContext(connection) as asked:
        page = desk.get(address)

    rows = page.context["cl"].result_list
    assert [row.pk for row in rows] == sorted((row.pk for row in rows), reverse=True)
    assert (len(rows), len(desk.get(address, {"p": 2}).context["cl"].result_list)) == (50, 10)
    assert "These are the newest 60 that fit; older ones are found by the filters and by searching." in page.text
    assert all("LIMIT" in query["sql"] for query in asked if "COUNT(" in query["sql"])


@pytest.mark.parametrize("typed", ["ada", "@example.org", "bob@example.org"])
def test_a_part_of_an_address_finds_nothing(desk, typed):
    Suppression.objects.add("ada@example.org", "hard")

    response = desk.get(LIST, {"q": typed})

    assert not response.context["cl"].result_list
    assert told(response) == ([] if typed == "bob@example.org" else ["Write an address like name@example.org."])


def test_lifting_needs_a_reason_and_leaves_the_record(desk):
    row = letter_to(make_reader("ada@example.org"))
    tell(row, "complaint")
    suppression = Suppression.objects.get()
    assert lift(desk, suppression, why=" ").status_code == 422
    assert Suppression.objects.exists()

    assert lift(desk, suppression).status_code == 302

    assert not Suppression.objects.exists()
    assert steps() == [
        ("added", "complaint", "", None),
        ("lifted", "complaint", "She asked by telephone", "nele"),
    ]
    assert "She asked by telephone" in desk.get(RECORD, {"q": "ada@example.org"}).text


def test_who_is_lifted_gets_nothing_before_they_ask_and_confirm(desk, client):
    reader = make_reader("ada@example.org")
    make_subscriber("ben@example.org", status="suppressed")
    reader.suppress("hard")

    lift(desk, Suppression.objects.get())

    reader.refresh_from_db()
    assert (reader.status, reader.confirmed_at) == ("unsubscribed", None)
    assert Subscriber.objects.get(email="ben@example.org").status == "suppressed"
    ask(client, "ada@example.org")
    assert [letter.kind for letter in reader.letters.all()] == ["confirm"]


def test_a_suppression_of_who_was_erased_can_be_lifted(desk, client):
    reader = make_subscriber("ada@example.org")
    reader.refuse()

    lift(desk, Suppression.objects.get())

    ask(client, "ada@example.org")
    assert Subscriber.objects.get(email="ada@example.org").status == "pending"


def test_lifting_finds_the_reader_by_a_former_key_too(desk, settings):
    reader = make_reader("ada@example.org")
    reader.suppress("hard")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key " * 5
    desk.force_login(make_user(group="Newsletter manager"))

    lift(desk, Suppression.objects.get())

    reader.refresh_from_db()
    assert reader.status == "unsubscribed"


def test_lifting_twice_is_written_down_once(desk, nele):
    Suppression.objects.add("ada@example.org", "hard")
    first, second = Suppression.objects.get(), Suppression.objects.get()

    assert Subscriber.objects.lift(first, by=nele, why="It works")
    assert not Subscriber.objects.lift(second, by=nele, why="It works")

    assert [act for act, *_ in steps()] == ["added", "lifted"]


def test_a_complaint_after_a_bounce_is_written_down_and_a_second_bounce_is_not():
    for cause in ["hard", "soft", "complaint", "hard"]:
        Suppression.objects.add("ada@example.org", cause)

    assert [(act, cause) for act, cause, *_ in steps()] == [("added", "hard"), ("added", "complaint")]
    assert Suppression.objects.get().cause == "complaint"


def test_looking_at_the_page_that_lifts_changes_nothing(desk):
    Suppression.objects.add("ada@example.org", "complaint")
    address = f"{LIST}{Suppression.objects.get().pk}/lift/"

    for method in [desk.get, desk.head, desk.options]:
        method(address)

    assert Suppression.objects.count() == SuppressionStep.objects.count() == 1


@pytest.mark.parametrize("act", ["change", "delete", "lift"])
def test_who_may_only_look_changes_nothing(client, act):
    Suppression.objects.add("ada@example.org", "hard")
    looker = make_user()
    looker.user_permissions.add(Permission.objects.get(codename="view_suppression"))
    client.force_login(looker)

    response = client.post(f"{LIST}{Suppression.objects.get().pk}/{act}/", {"why": "I like to", "post": "yes"})

    assert response.status_code == 403
    assert Suppression.objects.count() == SuppressionStep.objects.count() == 1


@pytest.mark.parametrize("act", ["change", "delete"])
def test_a_manager_deletes_and_rewrites_nothing(desk, act):
    Suppression.objects.add("ada@example.org", "hard")
    pages = [f"{LIST}{Suppression.objects.get().pk}/{act}/", f"{RECORD}{SuppressionStep.objects.get().pk}/{act}/"]

    assert [desk.post(page, {"why": "", "post": "yes"}).status_code for page in pages] == [403, 403]

    assert Suppression.objects.count() == SuppressionStep.objects.count() == 1
