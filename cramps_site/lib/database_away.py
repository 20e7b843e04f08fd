"""What is known of the database's absence, so that not every thread waits for it."""

from threading import Lock
from time import monotonic

from django.db.backends.signals import connection_created

ASK_EVERY = 0.5  # seconds; while it is away one request at a time finds out whether it is back
CONNECTION_LOST = ("08", "57P")  # SQLSTATE classes: connection exception, operator intervention
REFUSE_AT_ONCE = "cramps.database_away"  # in the WSGI environment: it is known to be away
FILE_LOST = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_NOTADB", "SQLITE_CORRUPT")


class Away:
    def __init__(self):
        self.lock, self.since, self.asked_at = Lock(), None, 0

    def notice(self, error):
        """Remember it, if it says that the whole database is away and not only that one query failed."""
        if is_absence(error):
            self.since = self.since or monotonic()
            self.asked_at = monotonic()

    def is_over(self):
        self.since = None

    def may_ask(self):
        """Whether the caller may ask the database: always, but while it is away one caller in a while."""
        if self.since is None:
            return True
        with self.lock:
            now = monotonic()
            if now - self.asked_at < ASK_EVERY:
                return False
            self.asked_at = now
            return True


def is_absence(error):
    """Of a django.db.Error: both drivers tell why, psycopg by SQLSTATE, or by none where nobody answered."""
    cause = error.__cause__
    file_error = getattr(cause, "sqlite_errorname", None)
    if file_error:
        return file_error.startswith(FILE_LOST)
    state = getattr(cause, "sqlstate", "unknown")
    return state is None or state.startswith(CONNECTION_LOST)


database = Away()
connection_created.connect(lambda **_: database.is_over(), weak=False)
