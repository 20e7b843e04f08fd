"""The index of comments' words: FTS5 on SQLite, a tsvector on PostgreSQL. Triggers of the database keep it in step.

So it follows whatever writes a comment: the form, an edit, covering, erasing, an import, COPY.
"""

import time

from django.db import connection, connections, transaction

# External content: the words stand once, in comments_comment.
SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE comments_search USING fts5(name, body, proposed_body, content='comments_comment',"
    " content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 2')"
)
ADD = (
    "INSERT INTO comments_search(rowid, name, body, proposed_body)"
    " VALUES (new.id, new.name, new.body, new.proposed_body);"
)
TAKE_OUT = (
    "INSERT INTO comments_search(comments_search, rowid, name, body, proposed_body)"
    " VALUES ('delete', old.id, old.name, old.body, old.proposed_body);"
)
CHANGED = "old.name IS NOT new.name OR old.body IS NOT new.body OR old.proposed_body IS NOT new.proposed_body"
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER comments_search_added AFTER INSERT ON comments_comment BEGIN {ADD} END",
    f"CREATE TRIGGER comments_search_removed AFTER DELETE ON comments_comment BEGIN {TAKE_OUT} END",
    "CREATE TRIGGER comments_search_changed AFTER UPDATE OF name, body, proposed_body ON comments_comment"
    f" WHEN {CHANGED} BEGIN {TAKE_OUT} {ADD} END",
]
# Sixteen segments are merged at once and not four: storing a comment takes 0.2 ms more than without, and not 0.7.
SQLITE_MERGES = "INSERT INTO comments_search(comments_search, rank) VALUES ('automerge', 16)"
SQLITE_FILL = "INSERT INTO comments_search(comments_search) VALUES ('rebuild')"

# A table of its own, and a trigger for all changes: PostgreSQL alters no column that a trigger or an index names.
# Marks over letters go, as FTS5 lets them go, and what joins words parts them, or an address would be one word.
JOINS = "-_/.:@+&=%~<>;#'’"
POSTGRESQL = [
    "CREATE FUNCTION comments_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$"
    " SELECT translate(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'),"
    f" $j${JOINS}$j$, '{' ' * len(JOINS)}') $$",
    "CREATE FUNCTION comments_words(name text, body text, proposed_body text) RETURNS tsvector"
    " LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$"
    " SELECT to_tsvector('pg_catalog.simple', comments_plain(concat_ws(' | ', name, body, proposed_body))) $$",
    "CREATE TABLE comments_search (comment_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "INSERT INTO comments_search SELECT id, comments_words(name, body, proposed_body) FROM comments_comment",
    "CREATE INDEX comments_search_words ON comments_search USING gin (words)",
    """CREATE FUNCTION comments_search_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            DELETE FROM comments_search;
        ELSIF TG_OP = 'DELETE' THEN
            DELETE FROM comments_search WHERE comment_id = old.id;
        ELSIF TG_OP = 'INSERT'
            OR (old.name, old.body, old.proposed_body) IS DISTINCT FROM (new.name, new.body, new.proposed_body) THEN
            INSERT INTO comments_search VALUES (new.id, comments_words(new.name, new.body, new.proposed_body))
            ON CONFLICT (comment_id) DO UPDATE SET words = excluded.words;
        END IF;
        RETURN NULL;
    END $$""",
    "CREATE TRIGGER comments_search_follows AFTER INSERT OR UPDATE OR DELETE ON comments_comment"
    " FOR EACH ROW EXECUTE FUNCTION comments_search_follows()",
    "CREATE TRIGGER comments_search_emptied AFTER TRUNCATE ON comments_comment"
    " FOR EACH STATEMENT EXECUTE FUNCTION comments_search_follows()",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER comments_search_follows ON comments_comment",
    "DROP TRIGGER comments_search_emptied ON comments_comment",
    "DROP FUNCTION comments_search_follows",
    "DROP TABLE comments_search",
    "DROP FUNCTION comments_words",
    "DROP FUNCTION comments_plain",
]
SQLITE_BACK = [f"DROP TRIGGER IF EXISTS comments_search_{name}" for name in ["added", "removed", "changed"]]
TRIGGERS = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'comments_search%'"

MERGED_EVERY = 24 * 60 * 60  # seconds
PAGES = 32  # of 4 kB, merged at once: some milliseconds, 27 at most among half a million comments


def make(apps, schema_editor):
    """For the migration."""
    sqlite = [SQLITE_TABLE, SQLITE_MERGES, *SQLITE_TRIGGERS, SQLITE_FILL]
    for statement in {"sqlite": sqlite, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    sqlite = [*SQLITE_BACK, "DROP TABLE comments_search"]
    for statement in {"sqlite": sqlite, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def mend(*, using, **signal):
    """After migrations: on SQLite most of them make the table anew, which takes its triggers away without a word."""
    database = connections[using]
    if database.vendor != "sqlite" or "comments_search" not in database.introspection.table_names():
        return
    with transaction.atomic(using=using), database.cursor() as cursor:
        cursor.execute(TRIGGERS)
        if cursor.fetchone()[0] < len(SQLITE_TRIGGERS):
            for statement in [*SQLITE_BACK, *SQLITE_TRIGGERS, SQLITE_FILL]:
                cursor.execute(statement)


class Merging:
    """FTS5 keeps words that were taken out of a comment in its file until it merges: once a day it merges all.

    A little at a time, for the worker. PostgreSQL's own vacuum does likewise.
    """

    def __init__(self):
        self.next_at, self.is_under_way = 0.0, False

    def work(self):
        """1 if something was merged, and there may be more; else 0."""
        if connection.vendor != "sqlite" or not (self.is_under_way or time.monotonic() >= self.next_at):
            return 0
        # A negative number begins to merge all there is; the others go on with it.
        did_something = merge(PAGES if self.is_under_way else -PAGES)
        if not did_something:
            write_back()
        self.is_under_way = did_something
        self.next_at = time.monotonic() + MERGED_EVERY
        return int(did_something)


def merge(pages):
    """True if there was something to merge: FTS5 counts two changes then (its documentation, section 6.7)."""
    with connection.cursor() as cursor:
        before = changes(cursor)
        cursor.execute("INSERT INTO comments_search(comments_search, rank) VALUES ('merge', %s)", [pages])
        return changes(cursor) - before >= 2


def write_back():
    """SQLite keeps in its file what stands newer in its log, words that were erased among it. Nobody waits for this."""
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def changes(cursor):
    cursor.execute("SELECT total_changes()")
    return cursor.fetchone()[0]
