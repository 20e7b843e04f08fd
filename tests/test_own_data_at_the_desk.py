"""Erasing a person and giving out their data at the desk: also of whom no letter may reach."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from newsletter.models import ListStep, Subscriber, Suppression
from tests.desk import told
from tests.factories import make_user
from tests.subscribers import make_subscriber
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
LIST = "/admin/newsletter/subscriber/"
ADDRESS = "ada@example.org"
STANDING = ["pending", "confirmed", "unsubscribed", "suppressed"]


@pytest.fixture
def ada():
    """Who reported a letter as spam: no letter can bring them a link."""
    reader = make_subscriber(ADDRESS, "confirmed")
    reader.consents.create(wording="Send me the newsletter.", page="/about/")
    reader.suppress(Suppression.Cause.COMPLAINT)
    return reader


def page(reader, act):
    return f"{LIST}{reader.pk}/{act}/"


def erase(desk, reader, why="Wrote to us on Monday"):
    return desk.post(page(reader, "erase"), {"why": why})


def steps():
    return [(step.what, step.by and step.by.username) for step in ListStep.objects.all()]


@pytest.mark.parametrize("standing", STANDING)
def test_a_manager_erases_a_person_and_the_reason_stays(desk, standing):
    reader = make_subscriber(ADDRESS, standing)

    response = erase(desk, reader)

    assert response.status_code == 302
    assert told(response) == ["Erased. Of the address only hashes are kept, which no list gets past."]
    assert ADDRESS not in everything()
    reader.refresh_from_db()
    assert reader.status == "erased"
    assert steps() == [(f"Erased subscriber {reader.pk}: Wrote to us on Monday", "nele")]
    assert "Wrote to us on Monday" in desk.get("/admin/newsletter/liststep/").text
    assert not LogEntry.objects.exists()


def test_who_is_suppressed_stays_suppressed(desk, ada):
    erase(desk, ada)

    assert Suppression.objects.of(ADDRESS).get().cause == "complaint"
    Subscriber.objects.ask(ADDRESS, page="/")
    assert ADDRESS not in everything()


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("", "Write who asked for it, and how."),
        ("x" * 301, "at most 300 characters"),
        (f"{ADDRESS} wrote to us", "Leave addresses out"),
    ],
)
def test_without_a_reason_that_can_be_kept_nobody_is_erased(desk, ada, why, words):
    response = erase(desk, ada, why)

    assert response.status_code == 422
    assert words in response.text
    assert f'value="{why}"' in response.text
    ada.refresh_from_db()
    assert (ada.email, steps()) == (ADDRESS, [])


def test_the_longest_reason_is_kept_whole(desk, ada):
    erase(desk, ada, "x" * 300)

    assert steps()[0][0].endswith("x" * 300)


def test_looking_asks_and_changes_nothing(desk, ada):
    before = everything()

    shown = desk.get(page(ada, "erase"))
    desk.head(page(ada, "erase"))

    assert shown.text.count("Erase this person</button>") == 1
    assert "No letter goes to this address, and that stays" in shown.text
    assert desk.get(page(ada, "data")).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("standing", STANDING)
def test_a_manager_gets_the_data_of_a_person_and_that_is_recorded(desk, standing):
    reader = make_subscriber(ADDRESS, standing)
    reader.consents.create(wording="Send me the newsletter.", page="/about/")

    response = desk.post(page(reader, "data"))

    data = json.loads(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="newsletter.json"'
    assert (data["email"], data["agreed_to"][0]["wording"]) == (ADDRESS, "Send me the newsletter.")
    assert steps() == [(f"Gave out what is kept of subscriber {reader.pk}", "nele")]


def test_the_data_say_since_when_and_why_no_letter_comes(desk, ada):
    (kept,) = json.loads(desk.post(page(ada, "data")).content)["never_write_to"]

    assert kept["because"] == "Reported a letter as spam"
    assert kept["since"]


def test_the_page_of_a_person_leads_to_both_and_that_of_who_was_erased_to_none(desk, ada):
    before = desk.get(page(ada, "change")).text
    ada.erase()
    after = desk.get(page(ada, "change")).text

    for address in [page(ada, "erase"), page(ada, "data")]:
        assert address in before
        assert address not in after
    assert [desk.post(page(ada, act), {"why": "Again"}).status_code for act in ["erase", "data"]] == [404, 404]
    assert steps() == []


@pytest.mark.parametrize("act", ["erase", "data"])
@pytest.mark.parametrize("group", ["Author", "Editor", "Moderator", None])
def test_nobody_else_does_either(client, ada, act, group):
    client.force_login(make_user(group=group))

    response = client.post(page(ada, act), {"why": "I like to"})

    assert response.status_code == 403
    ada.refresh_from_db()
    assert (ada.email, steps()) == (ADDRESS, [])


@pytest.mark.parametrize("act", ["erase", "data"])
def test_a_post_of_another_site_does_nothing(client, nele, ada, act):
    client.handler.enforce_csrf_checks = True
    client.force_login(nele)

    assert client.post(page(ada, act), {"why": "Wrote to us"}).status_code == 403
    assert steps() == []
