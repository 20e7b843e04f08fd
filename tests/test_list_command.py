"""`manage.py import_subscribers`: what it says, what it does, and what it refuses."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from newsletter.models import ListPart, ListRow, Subscriber, SubscriberList
from tests.factories import make_user
from tests.lists import WORDS, readers
from tests.subscribers import make_subscriber
from tests.whole_database import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "readers.csv"
    path.write_text("email\nada@example.org\nben@example\n=1+1@example.org\nleft@example.org\n")
    make_subscriber("left@example.org", "unsubscribed")
    make_user("nele")
    return path


def run(*arguments, **options):
    out = io.StringIO()
    call_command("import_subscribers", *map(str, arguments), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def attested(file, **options):
    return run(file, attested_by="nele", attestation=WORDS, **options)


def test_a_dry_run_says_what_would_become_of_each_row_and_keeps_nothing(file):
    before = everything()

    said = run(file, dry_run=True)

    assert "2  Would be new" in said
    assert "line 3, ben@example: Write an address like" in said
    assert "line 5, left@example.org: Has left" in said
    assert everything() == before


def test_an_attested_list_is_imported_and_what_is_not_is_named(file):
    said = attested(file)

    assert "2  Imported" in said
    assert "1  Refused" in said
    assert "line 5, left@example.org: Has left" in said
    assert readers() == [
        ("left@example.org", "unsubscribed"), ("ada@example.org", "confirmed"), ("=1+1@example.org", "confirmed"),
    ]  # fmt: skip
    the_list = SubscriberList.objects.get()
    assert (the_list.attested_by.username, the_list.file_name) == ("nele", "readers.csv")


def test_without_an_attestation_each_is_asked(file):
    run(file)

    assert {reader.status for reader in Subscriber.objects.exclude(email="left@example.org")} == {"pending"}
    assert SubscriberList.objects.get().attestation == ""


def test_the_refused_rows_are_written_to_a_file_without_formulas(file, tmp_path):
    file.write_text("email\nada@example.org\n=cmd()\nAda@example.org\n")

    attested(file, refused=str(tmp_path / "refused.csv"))

    rows = list(csv.reader(io.StringIO((tmp_path / "refused.csv").read_text())))
    assert rows == [
        ["line", "email", "fate", "why"],
        ["3", "'=cmd()", "Refused", "Write an address like name@example.org."],
        ["4", "Ada@example.org", "Twice in the file", "The same address stands in line 2."],
    ]


def test_where_the_refused_rows_cannot_be_written_nothing_is_imported(file, tmp_path):
    with pytest.raises(CommandError, match=r"refused\.csv: cannot be written, No such file or directory"):
        attested(file, refused=str(tmp_path / "nowhere" / "refused.csv"))

    assert not SubscriberList.objects.exists()
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"attestation": WORDS}, "go together"),
        ({"attested_by": "nele"}, "go together"),
        ({"attested_by": "nele", "attestation": "  "}, "go together"),
        ({"attested_by": "nobody", "attestation": WORDS}, "Nobody here signs in as nobody"),
    ],
)
def test_an_attestation_without_words_or_without_a_person_stops_it(file, options, words):
    with pytest.raises(CommandError, match=words):
        run(file, **options)

    assert not SubscriberList.objects.exists()
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"), [("name\nAda\n", "not imported. No column is called"), (None, "No such file")]
)
def test_a_file_that_is_no_list_or_not_there_is_named(tmp_path, text, words):
    path = tmp_path / "readers.csv"
    if text:
        path.write_text(text)

    with pytest.raises(CommandError, match=words):
        run(path)

    assert not any(model.objects.exists() for model in [SubscriberList, ListPart, ListRow])


def test_of_many_refused_rows_the_first_are_named_and_the_rest_counted(file):
    file.write_text("email\n" + "nobody\n" * 50)

    said = run(file, dry_run=True)

    assert said.count("Write an address like") == 20
    assert "… and 30 more; --refused FILE.csv writes all." in said
