"""Where rows of one issue depend on those of others: what two such acts at once wrote, neither would see."""

from django.db import connection

NUMBER = 5_202_611  # of PostgreSQL's lock: any that nothing else takes


def wait_for_other_freezing():
    """Before any row is locked, until the transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER])
