"""A database that is really away, for tests with `transactional_db`."""

from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection, connections
from psycopg.sql import SQL, Identifier


@contextmanager
def no_database():
    """Every connection is lost, and no new one can be made, until the block ends."""
    away = no_file if connection.vendor == "sqlite" else no_server
    with away(connection.settings_dict):
        yield
    connections.close_all()


@contextmanager
def no_file(settings):
    """A folder stands where the file was."""
    file = Path(settings["NAME"])
    connections.close_all()
    elsewhere = file.rename(file.with_suffix(".away"))
    file.mkdir()
    try:
        yield
    finally:
        connections.close_all()
        file.rmdir()
        elsewhere.rename(file)


@contextmanager
def no_server(settings):
    """It takes no connection to this database, and ends those there are."""
    name, server = settings["NAME"], {"host": settings["HOST"], "port": settings["PORT"] or None}
    server |= {"user": settings["USER"], "password": settings["PASSWORD"], "dbname": "postgres"}
    takes = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"
    with psycopg.connect(**server, autocommit=True) as other:
        other.execute(SQL(takes).format(Identifier(name), SQL("false")))
        other.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            other.execute(SQL(takes).format(Identifier(name), SQL("true")))
