"""What is known of the database's absence, so that not every thread waits for it."""

from threading import Lock
from time import monotonic

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created

ASK_EVERY = 1  # seconds; while it is away one request in so many finds out whether it is back
CONNECTION_LOST = ("08", "57P")  # SQLSTATE classes: connection exception, operator intervention
TOO_MUCH = ("40", "53", "55P03", "57014", "58")  # a deadlock, no resources, a lock or a query timed out, the disk
REFUSE_AT_ONCE = "cramps.database_away"  # in the WSGI environment: it is known to be away
FILE_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_READONLY")
FILE_LOST = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_NOTADB", "SQLITE_CORRUPT")


# For one statement, for a lock, and for a transaction in which nothing is asked.
READERS_WAIT = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"


class Away:
    def __init__(self):
        self.lock, self.since, self.asked_at = Lock(), None, 0

    def notice(self, error):
        """Remember it, if it says that the whole database is away and not only that one query failed."""
        if is_absence(error):
            self.lost()

    def lost(self):
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


def ask_no_longer_than_readers_wait():
    """For web processes, before they connect. The worker and commands may ask for long; SQLite has its own limit."""
    database = connections.settings[DEFAULT_DB_ALIAS]
    if database["ENGINE"].endswith("postgresql"):
        database["OPTIONS"]["options"] += f" {READERS_WAIT}"


def is_absence(error):
    """Of a django.db.Error: whether nobody is there who could be asked."""
    return reason(error).startswith((*CONNECTION_LOST, *FILE_LOST))


def passes(error):
    """Whether the same may work in a while: not what is wrong with the question."""
    return is_absence(error) or reason(error).startswith((*TOO_MUCH, *FILE_BUSY))


def reason(error):
    """Both drivers tell it, psycopg by SQLSTATE; where nobody answered it has none, and we say 08000."""
    cause = error.__cause__
    state = getattr(cause, "sqlstate", "")
    return getattr(cause, "sqlite_errorname", None) or ("08000" if state is None else state)


database = Away()
connection_created.connect(lambda **_: database.is_over(), weak=False)
