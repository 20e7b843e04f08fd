"""Tables whose rows are only added: the database itself refuses to change or delete one, whoever asks.

A migration creates the triggers by `guard`. SQLite drops triggers with a table that a migration makes anew, so such a
migration calls it again.
"""

from contextlib import contextmanager

IS_OPEN = "append_only_is_open"  # a function of our SQLite connections (lib/sqlite3/base.py), which says whether

REFUSE = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting('cramps.append_only', true) = 'open' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of {table} are only added' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL = [
    REFUSE,
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    " EXECUTE FUNCTION {table}_refuse()",
]
POSTGRESQL_BACK = ["DROP TRIGGER {table}_append_only ON {table}", "DROP FUNCTION {table}_refuse()"]
SQLITE = [
    f"CREATE TRIGGER {{table}}_no_{act} BEFORE {act} ON {{table}} WHEN NOT {IS_OPEN}()"
    " BEGIN SELECT RAISE(ABORT, 'Rows of {table} are only added'); END"
    for act in ["update", "delete"]
]
SQLITE_BACK = ["DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"]
GUARD = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
UNGUARD = {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}


def guard(table, schema_editor):
    run(GUARD, table, schema_editor)


def unguard(table, schema_editor):
    run(UNGUARD, table, schema_editor)


def run(statements, table, schema_editor):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement.format(table=table))


@contextmanager
def opened(connection):
    """Within it this connection may change and delete what is else only added. In a transaction.

    On PostgreSQL that is a setting of the transaction: an error takes it back with everything else.
    """
    if connection.vendor == "sqlite":
        connection.append_only_is_open = True
        try:
            yield
        finally:
            connection.append_only_is_open = False
    else:
        say(connection, "open")
        yield
        say(connection, "")


def say(connection, state):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cramps.append_only', %s, true)", [state])
