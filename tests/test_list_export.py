"""The subscribers as a CSV file: who may have it, what stands in it, and that it comes back as it was."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsletter.lists import exporting
from newsletter.models import Consent, ListStep, Subscriber
from tests.factories import ago, make_topic, make_user
from tests.lists import imported
from tests.subscribers import make_subscriber

pytestmark = pytest.mark.django_db
PAGE = "/admin/newsletter/subscriber/export/"


def posted(desk, *statuses):
    return desk.post(PAGE, {"status": statuses})


def rows_in(response):
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_a_manager_gets_the_confirmed_as_a_file(desk):
    reader = make_subscriber("ada@example.org", "confirmed", confirmed_at=timezone.now(), frequency="weekly")
    reader.topics.set([make_topic("Sleep", slug="sleep"), make_topic("Diet", slug="diet")])
    reader.consents.create(wording="Yes, please", page="/", given_at=ago(days=2), confirmed_at=ago(days=1))
    reader.consents.create(wording="Never confirmed", page="/", given_at=ago(days=1))
    make_subscriber("ben@example.org", "pending")

    response = posted(desk, "confirmed")

    assert response["Content-Disposition"] == f'attachment; filename="subscribers-{timezone.localdate()}.csv"'
    (row,) = rows_in(response)
    assert (row["email"], row["frequency"], row["topics"]) == ("ada@example.org", "weekly", "diet sleep")
    assert (row["agreed_to"], row["agreed_at"][:10]) == ("Yes, please", ago(days=2).date().isoformat())


def test_others_come_when_they_are_asked_for_and_who_was_erased_never(desk):
    for status in ["confirmed", "pending", "unsubscribed", "suppressed"]:
        make_subscriber(f"{status}@example.org", status)
    make_subscriber("gone@example.org", "confirmed").erase()

    found = rows_in(posted(desk, "pending", "unsubscribed"))

    assert [row["email"] for row in found] == ["pending@example.org", "unsubscribed@example.org"]
    assert posted(desk, "erased").status_code == 422


def test_each_export_is_recorded_with_who_and_how_many(desk, nele):
    make_subscriber("ada@example.org", "confirmed")

    desk.get(PAGE)
    assert not ListStep.objects.exists()
    posted(desk, "confirmed")

    step = ListStep.objects.get()
    assert (step.what, step.by) == ("Exported 1: confirmed", nele)
    assert "Exported 1: confirmed" in desk.get("/admin/newsletter/liststep/").text


def test_nothing_chosen_exports_nothing_and_says_so(desk):
    response = posted(desk)

    assert response.status_code == 422
    assert "Choose at least one." in response.text
    assert not ListStep.objects.exists()


@pytest.mark.parametrize("group", ["Author", "Editor", "Moderator"])
def test_nobody_else_gets_it(client, group):
    client.force_login(make_user(group=group))
    make_subscriber("ada@example.org", "confirmed")

    response = posted(client, "confirmed")

    assert response.status_code == 403
    assert "ada@example.org" not in response.text
    assert not ListStep.objects.exists()


@pytest.mark.parametrize("address", ["=1+1@example.org", "+ada@example.org", "-ada@example.org"])
def test_a_spreadsheet_finds_no_formula(desk, address):
    make_subscriber(address, "confirmed")

    assert rows_in(posted(desk, "confirmed"))[0]["email"] == f"'{address}"


def test_what_was_exported_comes_back_as_it_was(tmp_path, nele):
    sleep = make_topic("Sleep", slug="sleep")
    for number, address in enumerate(
        ["ada@example.org", "=1+1@example.org", "'ben@example.org", "zoe@xn--bcher-kva.example"]
    ):
        fields = {"confirmed_at": ago(days=number), "frequency": ["each", "weekly", "monthly", "each"][number]}
        reader = make_subscriber(address, "confirmed", **fields)
        reader.consents.create(wording="Yes", page="/", given_at=ago(days=number), confirmed_at=ago(days=number))
    reader.topics.add(sleep)
    reader.pause()
    before = exported(tmp_path)

    call_command("import_subscribers", str(tmp_path / "all.csv"), dry_run=True, stdout=(said := io.StringIO()))
    assert "4  Here already" in said.getvalue()
    Consent.objects.all().delete()
    Subscriber.objects.all().delete()
    imported((tmp_path / "all.csv").read_text(), by=nele)

    kept = ["email", "status", "frequency", "topics", "paused_until", "agreed_at"]
    assert [[row[name] for name in kept] for row in exported(tmp_path)] == [
        [row[name] for name in kept] for row in before
    ]


def exported(tmp_path, **options):
    call_command("export_subscribers", str(tmp_path / "all.csv"), stdout=io.StringIO(), **options)
    return list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text())))


def test_of_an_export_of_all_only_the_confirmed_come_back(tmp_path, nele):
    for status in ["confirmed", "pending", "unsubscribed", "suppressed"]:
        make_subscriber(f"{status}@example.org", status)
    exported(tmp_path, status=exporting.WITH_ADDRESS)
    Subscriber.objects.all().delete()

    imported((tmp_path / "all.csv").read_text(), by=nele)

    assert Subscriber.objects.get().email == "confirmed@example.org"


def test_the_command_says_how_many_and_the_record_whom_it_was_told(tmp_path, nele, capsys):
    make_subscriber("ada@example.org", "confirmed")

    call_command("export_subscribers", str(tmp_path / "all.csv"), by="nele")

    assert "all.csv: 1 subscribers" in capsys.readouterr().out
    assert ListStep.objects.get().by == nele


def test_a_path_or_an_account_that_is_none_is_named(tmp_path):
    with pytest.raises(CommandError, match="not written, Is a directory"):
        call_command("export_subscribers", str(tmp_path))
    with pytest.raises(CommandError, match="Nobody here signs in as nobody"):
        call_command("export_subscribers", str(tmp_path / "all.csv"), by="nobody")
    assert not ListStep.objects.exists()


@pytest.mark.parametrize("number", [2, 200])
def test_the_number_of_queries_does_not_grow_with_the_readers(tmp_path, number, django_assert_num_queries):
    for _ in range(number):
        make_subscriber(status="confirmed")

    with django_assert_num_queries(4):
        exported(tmp_path)
