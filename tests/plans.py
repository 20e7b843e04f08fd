"""How the database means to answer: by which indexes, and which tables it would read from end to end."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

QUESTION = re.compile(r"[\s(]*(SELECT|UPDATE|DELETE|WITH)\b")
BY_POSTGRESQL = re.compile(r"(?:Scan(?: Backward)? using|Bitmap Index Scan on) (\w+).*(?:\n *Index Cond: (.*))?")
BY_SQLITE = re.compile(r"USING (COVERING )?INDEX (.*)")
# Of full text: its table, and what is looked up, "M" for words and "=" for one row.
WORDS_BY_SQLITE = re.compile(r"SCAN (\w+) VIRTUAL TABLE INDEX \d+:(.+)")
WHOLE = re.compile(r"Seq Scan on (\w+)")


def plans_of(ask):
    """(indexes, tables read from end to end) of all that `ask` asks; an index with what is looked up in it."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    asked = [query["sql"] for query in captured.captured_queries]
    explain = of_sqlite if connection.vendor == "sqlite" else of_postgresql
    with connection.cursor() as cursor:
        plans = [explain(cursor, sql) for sql in asked if QUESTION.match(sql)]
    return set().union(*(used for used, _ in plans)), set().union(*(scanned for _, scanned in plans))


def of_postgresql(cursor, sql):
    cursor.execute(f"EXPLAIN {sql}")
    lines = "\n".join(line for (line,) in cursor.fetchall())
    return {f"{name} {sought}" for name, sought in BY_POSTGRESQL.findall(lines)}, set(WHOLE.findall(lines))


def of_sqlite(cursor, sql):
    cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
    lines = "\n".join(line for *_, line in cursor.fetchall())
    used = {f"{name} {covering}".strip() for covering, name in BY_SQLITE.findall(lines)}
    used |= {f"{name} {sought}" for name, sought in WORDS_BY_SQLITE.findall(lines)}
    return used, scanned_by_sqlite(cursor, sql)


def scanned_by_sqlite(cursor, sql):
    """By its program: a query plan names tables by aliases, of which one may stand for several."""
    cursor.execute("SELECT rootpage, name FROM sqlite_master WHERE type = 'table'")
    tables = dict(cursor.fetchall())
    cursor.execute(f"EXPLAIN {sql}")
    opened, scanned = {}, set()
    for _, code, number, root, *_ in cursor.fetchall():
        if code in {"OpenRead", "OpenWrite"}:
            opened[number] = tables.get(root)
        elif code in {"Rewind", "Last"}:
            scanned.add(opened.get(number))
    return scanned
