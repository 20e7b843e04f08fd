"""`manage.py read_bounces` reads returned mail, and loses none of it."""

import io
import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from newsletter.bounces import returned_mail
from newsletter.bounces.reports import NoReport
from newsletter.bounces.returned_mail import take_mail
from newsletter.models import DeliveryEvent, Subscriber
from tests.bounces import letter_to, make_reader

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "returned_mail"
MOST = trying(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sample(name, row, *, ends=b"\r\n"):
    """A report of the letter `row`, as a mail server would write it."""
    text = (SAMPLES / f"{name}.eml").read_text("utf-8")
    filled = text.replace("TOKEN", row.bounce_token()).replace("<ID@cramps.example>", row.message_id())
    return filled.encode().replace(b"\n", ends)


@pytest.fixture
def row():
    return letter_to(claimed_at=datetime(2026, 11, 26, 8, 59, tzinfo=UTC))


def read(*paths):
    out = io.StringIO()
    call_command("read_bounces", *paths, stdout=out)
    return out.getvalue()


def pipe(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    return read()


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("name", "kind", "code", "words", "minute"),
    [
        ("postfix_no_mailbox", "hard", "550 5.1.1", "smtp; 550 5.1.1 <ada@example.org>: Recipient", 0),
        ("exim_blocked", "policy", "554 5.0.0", "smtp; 554 Our filters do not want it", 1),
        ("exchange_no_mailbox", "hard", "550 5.1.10", "smtp;550 5.1.10 RESOLVER.ADR", 2),
        ("google_full", "soft", "552 5.2.2", "smtp; 552-5.2.2 The recipient's inbox is out of storage", 3),
        ("sendmail_gave_up", "soft", "4.4.7", "4.4.7", 4),
        ("international_no_mailbox", "hard", "550 5.1.1", "smtp; 550 5.1.1 <j", 5),
        ("delivered", "delivered", "2.1.5", "", 6),
        ("complaint", "complaint", "", "ExampleFeedback/1.0", 7),
    ],
)
def test_reports_of_many_mail_servers_are_understood(row, name, kind, code, words, minute, ends):
    take_mail(sample(name, row, ends=ends))

    event = row.events.get()
    assert (event.kind, event.code) == (kind, code)
    assert event.words.startswith(words)
    assert event.happened_at == datetime(2026, 11, 26, 9, minute, tzinfo=UTC) + timedelta(
        seconds=event.happened_at.second
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("postfix_delayed", "says “delayed”: nothing is decided yet"),
        ("vacation", "is no report of RFC 3464 or RFC 5965"),
        ("qmail", "is no report of RFC 3464 or RFC 5965"),
    ],
)
def test_what_reports_no_end_changes_nothing_and_it_is_said_why(row, name, words):
    with pytest.raises(NoReport, match=words):
        take_mail(sample(name, row))

    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("name", ["postfix_no_mailbox", "exim_blocked", "exchange_no_mailbox", "complaint"])
def test_a_forged_report_counts_against_nobody(row, name):
    forged = sample(name, row).replace(row.bounce_token().encode(), b"A" * 22)
    forged = forged.replace(row.message_id().encode(), b"<" + b"B" * 22 + b"@testserver>")

    with pytest.raises(NoReport, match="is of no letter of ours"):
        take_mail(forged)

    assert Subscriber.objects.get().status == "confirmed"


def test_a_report_with_the_token_of_another_letter_too_counts_against_nobody(row):
    other = letter_to(make_reader("ben@example.org"))
    forged = sample("postfix_no_mailbox", row).replace(row.message_id().encode(), other.message_id().encode())

    with pytest.raises(NoReport, match="is of several letters"):
        take_mail(forged)

    assert not DeliveryEvent.objects.exists()


def test_the_same_report_read_twice_changes_nothing(row):
    raw = sample("postfix_no_mailbox", row)
    assert take_mail(raw) == f"The mailbox does not exist (delivery {row.pk})"
    row.subscriber.refresh_from_db()
    row.subscriber.lift(by=None, why="It works again.")

    assert take_mail(raw) == f"The mailbox does not exist (delivery {row.pk}, known before)"

    assert Subscriber.objects.get().status == "unsubscribed"


def test_a_report_is_known_by_its_letter_too_so_that_nobody_takes_its_number_before_it_comes(row):
    mallory = letter_to(make_reader("mallory@example.org"))
    take_mail(sample("postfix_no_mailbox", mallory))

    take_mail(sample("postfix_no_mailbox", row))

    assert row.events.get().kind == "hard"


def maildir(path):
    for name in ["new", "cur", "tmp"]:
        (path / name).mkdir(parents=True)
    return path


def test_a_maildir_is_read_once_and_keeps_every_mail(tmp_path, row):
    box = maildir(tmp_path / "Maildir")
    mails = {"1.a": sample("postfix_no_mailbox", row), "2.b:2,": sample("vacation", row), "3.c": b"\xff\x00 rubbish"}
    for name, raw in mails.items():
        (box / "new" / name).write_bytes(raw)

    said = read(box)

    assert said.splitlines() == [
        f"1.a: The mailbox does not exist (delivery {row.pk})",
        "2.b:2,: nothing taken, it is no report of RFC 3464 or RFC 5965",
        "3.c: nothing taken, it is no report of RFC 3464 or RFC 5965",
        "1 of 3 told of a letter.",
    ]
    assert list((box / "new").iterdir()) == []
    kept = {file.name: file.read_bytes() for file in (box / "cur").iterdir()}
    assert kept == {f"{name.partition(':')[0]}:2,S": raw for name, raw in mails.items()}
    assert read(box) == "0 of 0 told of a letter.\n"


def test_a_folder_and_an_mbox_stay_as_they_are(tmp_path, row):
    folder, box = tmp_path / "folder", tmp_path / "mbox"
    folder.mkdir()
    (folder / "complaint.eml").write_bytes(sample("complaint", row))
    hard = sample("postfix_no_mailbox", row, ends=b"\n")
    box.write_bytes(
        b"".join(b"From MAILER-DAEMON Thu Nov 26 09:00:00 2026\n" + raw + b"\n" for raw in [hard, b"\n", hard])
    )
    before = box.read_bytes()

    said = read(folder, box)

    assert said.splitlines() == [
        f"complaint.eml: Reported as spam (delivery {row.pk})",
        f"mbox 1: The mailbox does not exist (delivery {row.pk})",
        "mbox 2: nothing taken, it is no report of RFC 3464 or RFC 5965",
        f"mbox 3: The mailbox does not exist (delivery {row.pk}, known before)",
        "3 of 4 told of a letter.",
    ]
    assert box.read_bytes() == before
    assert (folder / "complaint.eml").exists()


def test_a_path_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"/nowhere: No such file or directory"):
        read("/nowhere")


def test_one_mail_comes_by_a_pipe(monkeypatch, row):
    assert pipe(monkeypatch, sample("google_full", row)) == f"the mail: Not now (delivery {row.pk})\n"


def test_a_piped_mail_that_tells_nothing_is_kept(monkeypatch, settings, tmp_path, row):
    settings.DATA_DIR = tmp_path
    raw = sample("vacation", row)

    said = [pipe(monkeypatch, raw) for _ in range(2)]

    (kept,) = (tmp_path / "bounces").iterdir()
    assert kept.read_bytes() == raw
    assert said == [f"the mail: nothing taken, it is no report of RFC 3464 or RFC 5965\nIt is kept in {kept}\n"] * 2


def test_without_room_the_mail_server_keeps_it(monkeypatch, settings, tmp_path, row):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(returned_mail, "KEPT_AT_MOST", 1)
    pipe(monkeypatch, b"first")

    with pytest.raises(CommandError, match="There is no room") as refused:
        pipe(monkeypatch, b"second")

    assert refused.value.returncode == 75


def test_while_the_database_is_away_the_mail_server_keeps_it(row):
    environment = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": ""}
    command = [sys.executable, "manage.py", "read_bounces", "--settings", "tests.settings"]

    piped = subprocess.run(command, input=sample("complaint", row), env=environment, capture_output=True)

    assert piped.returncode == 75
    assert "CommandError: The database does not answer" in piped.stderr.decode()


def test_an_empty_pipe_is_said(monkeypatch):
    with pytest.raises(CommandError, match="Nothing came in"):
        pipe(monkeypatch, b"")


def nested(depth):
    """Parts in parts: no parser that calls itself reads it."""
    heads = [f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n' for number in range(depth)]
    return "".join(heads).encode()


@pytest.mark.parametrize(
    "raw",
    [
        nested(5000),
        b"Content-Type: multipart/report\n\nno boundary",
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n\n--b--',
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/feedback-report\n\n\n--b--',
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n--b--',
        b"Content-Type: multipart/report; boundary*0*=x''%ff%fe; boundary*1*=%00\n\n--b",
        b"To: " + b"<" + b"A" * 22 + b"@x>, " * 100_000,
        b"\x00" * 1000,
        b"\xff\xfe" + "To: ä".encode("utf-16"),
    ],
)
def test_hostile_mail_gets_a_line(raw):
    with pytest.raises(NoReport, match=r"^(is|says|names|cannot be read)"):
        take_mail(raw)


def test_a_mail_that_is_too_large_is_not_read():
    with pytest.raises(NoReport, match="has more than 10 MB"):
        take_mail(b"x" * (10 * 1024 * 1024 + 1))


@MOST
@given(st.data())
def test_a_report_that_is_broken_anywhere_gets_a_line_or_counts(row, data):
    raw = bytearray(sample("postfix_no_mailbox", row))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = start + data.draw(st.integers(0, 40))
        raw[start:end] = data.draw(st.binary(max_size=20))
    with suppress(NoReport):
        take_mail(bytes(raw))

    assert set(DeliveryEvent.objects.values_list("kind", flat=True)) <= {"hard", "soft", "policy", "delivered"}


def test_words_and_dates_of_strangers_are_stored_as_what_can_be_stored(row):
    raw = sample("postfix_no_mailbox", row)
    raw = raw.replace(b"550 5.1.1 <ada", b"550 5.1.1 \x00\xff\xe2\x80\xae<ada").replace(
        b"User unknown\r\n\r\n", b"x" * 3000
    )
    raw = raw.replace(b"Date: Thu, 26 Nov 2026", b"Date: Thu, 26 Nov 99999")

    take_mail(raw)

    event = row.events.get()
    assert event.kind == "hard"
    assert len(event.words) <= 500
    assert event.words.isprintable() or "\ufffd" in event.words
    assert event.happened_at.year >= 2026


def test_samples_are_what_they_claim():
    reports = [message_from_bytes(path.read_bytes()) for path in SAMPLES.iterdir()]

    assert sum(mail.get_content_type() == "multipart/report" for mail in reports) == 9


def mail_to(local):
    return f"From: ada@example.org\r\nTo: <{local}@cramps.example>\r\nSubject: unsubscribe\r\n\r\n".encode()


def test_a_mail_to_the_address_of_list_unsubscribe_leaves_and_does_nothing_else(row, monkeypatch):
    reader, other = row.subscriber, make_reader("ben@example.org")

    assert "Leaves by mail" in pipe(monkeypatch, mail_to(f"bounces+{reader.leave_token()}"))
    assert "Had left before by mail" in pipe(monkeypatch, mail_to(f"bounces+{reader.leave_token()}"))

    assert [Subscriber.objects.get(pk=one.pk).status for one in [reader, other]] == ["unsubscribed", "confirmed"]
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("token", ["manage_token", "refuse_token"])
def test_no_other_token_leaves_by_mail(row, token):
    with pytest.raises(NoReport):
        take_mail(mail_to(f"bounces+{getattr(row.subscriber, token)()}"))

    assert Subscriber.objects.get().status == "confirmed"
