"""A database that no other test sees: a copy of that of the tests, as a backup brings one back."""

import os
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def own_database(django_db_setup, tmp_path):
    """The address of a copy of the database of the tests, which no other test sees."""
    of_tests = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(of_tests)) as source:
            source.execute("VACUUM INTO ?", [str(tmp_path / "cramps.sqlite3")])
        yield f"sqlite:///{tmp_path / 'cramps.sqlite3'}"
        return
    connection.close()
    connection.close_pool()  # only what nobody has open can be copied
    given, name = os.environ["DATABASE_URL"], f"cramps_own_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {of_tests}")
        yield urlsplit(given)._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows_in(database, query):
    """What a query answers in the database at that address."""
    if database.startswith("postgres"):
        with psycopg.connect(database) as opened:
            return opened.execute(query).fetchall()
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as opened:
        return opened.execute(query).fetchall()
