"""`manage.py read_bounces` reads returned mail, and loses none of it."""

import io
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from newsletter.bounces import returned_mail
from tests.bounces import letter_of_the_samples, sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return letter_of_the_samples()


def read(*paths):
    out = io.StringIO()
    call_command("read_bounces", *paths, stdout=out)
    return out.getvalue()


def pipe(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    return read()


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
