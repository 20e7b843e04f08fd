"""Writes rows by the hundred thousand, past models: COPY on PostgreSQL, one prepared statement on SQLite."""

from django.core.management.color import no_style
from django.db import connection, transaction

BATCH = 10_000


def write(model, rows, *, name=""):
    """Rows of one model, each a dict of {attribute: value}, all of the same attributes; the others have their default.

    Prints how far it is under `name`. Returns how many there were.
    """
    count, batch, started = 0, [], model()
    fixed = {field: prepared(field, getattr(started, field.attname)) for field in model._meta.local_concrete_fields}
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            count += write_batch(model, fixed, batch)
            batch = []
            say(count, name)
    count += write_batch(model, fixed, batch) if batch else 0
    say(count, name, end="\n")
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(sql)
    return count


def write_batch(model, fixed, batch):
    given = [field for field in fixed if field.attname in batch[0]]
    others = [field for field in fixed if field not in given and not field.primary_key]
    same = tuple(fixed[field] for field in others)
    values = (tuple(prepared(field, row[field.attname]) for field in given) + same for row in batch)
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in given + others)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for value in values:
                    copy.write_row(value)
        else:
            places = ", ".join(["%s"] * len(given + others))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)
    return len(batch)


def prepared(field, value):
    """As the field's column takes it. Most are numbers and text, which stay as they are."""
    return value if value is None or type(value) in {int, str} else field.get_db_prep_save(value, connection)


def say(count, name, end=""):
    if name:
        print(f"\r{count:,} {name}", end=end, flush=True)


def hurry():
    """While it is filled, a database on SQLite need not survive the machine, and may use memory."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-262144")


def look_at_what_there_is():
    """What PostgreSQL's autovacuum has done to tables that grew by themselves, and would do in the midst of a bench."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
