"""Django's SQLite, where whoever waits to write asks for it all the time, however long they have waited.

And where tables can be append-only (lib/append_only.py).

SQLite's own waiting asks after 1, 2, 5 and so on up to 100 ms. While many write for a few milliseconds each, those who
came last ask most often, and who waits longest may wait for seconds.
"""

from time import monotonic, sleep

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from cramps_site.lib.append_only import IS_OPEN, opened
from cramps_site.lib.database_away import reason

ASK_EVERY = 0.001  # seconds


class DatabaseOperations(base.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """For logs and tests: Django looks for the signs of its own cursor."""
        if not isinstance(cursor, base.SQLiteCursorWrapper):
            sql = sql.replace("%", "%%").replace("?", "%s")
        return super().last_executed_query(cursor, sql, params)

    def execute_sql_flush(self, sql_list):
        """To empty the whole database is to change no record. (PostgreSQL truncates, which asks no row.)"""
        with opened(self.connection):
            super().execute_sql_flush(sql_list)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    append_only_is_open = False

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.create_function(IS_OPEN, 0, lambda: self.append_only_is_open)
        return connection

    def prepared_cursor(self):
        """As lib/postgresql/base.py; Python's sqlite3 keeps the plan of each statement by itself."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(self.connection.cursor())

    def with_constants(self, sql, params, slot):
        """(SQL, params) with the signs that SQLite has for values. Constants stay values: it plans with them."""
        return sql % (("?",) * len(params)), params

    def _start_transaction_under_autocommit(self):
        timeout = self.settings_dict["OPTIONS"]["timeout"]
        until = monotonic() + timeout
        self.wait_inside(0)
        try:
            while not self.has_begun(may_wait=monotonic() < until):
                sleep(ASK_EVERY)
        finally:
            self.wait_inside(timeout)

    def has_begun(self, *, may_wait):
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            if reason(error) == "SQLITE_BUSY" and may_wait:
                return False
            raise
        return True

    def wait_inside(self, seconds):
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
