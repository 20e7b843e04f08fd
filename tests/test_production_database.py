"""What is written stays written: how production opens its database, in a process with the production settings."""

import pytest
from django.db import connection

from tests.processes import database_url, manage

ASK = "from django.db import connection; cursor = connection.cursor()\n"
PRAGMAS = ASK + "for name in ['journal_mode', 'synchronous']: print(*cursor.execute(f'PRAGMA {name}').fetchone())"
SHOW = ASK + "cursor.execute('SHOW synchronous_commit'); print(*cursor.fetchone())"
# A transaction that has only read so far, while another program wants to write without waiting.
WRITE_MEANWHILE = """
import sqlite3
from django.db import connection, transaction
with transaction.atomic():
    connection.cursor().execute("SELECT 1 FROM sqlite_master")
    with sqlite3.connect(connection.settings_dict["NAME"], timeout=0) as other:
        other.execute("CREATE TABLE other (id)")
"""


@pytest.fixture
def said(tmp_path):
    """What a program says, or why it ended, on a site with these settings and a new folder for its data."""

    def said(program, **settings):
        around = {"SITE_URL": "https://cramps.example", "DATA_DIR": str(tmp_path)} | settings
        done = manage("shell", "--no-imports", "-c", program, **around)
        return done.stdout.split() or done.stderr.splitlines()[-1:]

    return said


def test_sqlite_has_a_log_of_its_own_and_gives_no_answer_before_the_disk_has_it(said):
    assert said(PRAGMAS) == ["wal", "2"]  # 2 is FULL


def test_a_transaction_on_sqlite_may_write_from_its_beginning_and_nobody_else_meanwhile(said):
    assert said(WRITE_MEANWHILE) == ["sqlite3.OperationalError: database is locked"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="PostgreSQL's own setting")
@pytest.mark.django_db
def test_postgresql_gives_no_answer_before_the_disk_has_it(said):
    assert said(SHOW, DATABASE_URL=database_url()) == ["on"]
