"""Django's PostgreSQL, with cursors whose statements the server parses and plans once for a connection.

Django writes all values into the SQL, so to the server each statement is a new one.
"""

from django.db.backends.postgresql import base


class DatabaseOperations(base.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """For logs and tests: Django takes it from cursors that write the values themselves."""
        if isinstance(cursor, base.ServerBindingCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def prepared_cursor(self):
        """As `cursor`, for SQL that comes again with other values (`prepare_threshold` in the settings)."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))

    def with_constants(self, sql, params, slot):
        """(SQL, params) in which of the values only those of the class `slot` are still to come.

        A plan that serves all values takes a partial index only where the SQL itself says its condition.
        """
        pieces = ["%s" if isinstance(param, slot) else self.constant(param) for param in params]
        return sql.replace("%%", "%%%%") % tuple(pieces), [param for param in params if isinstance(param, slot)]

    def constant(self, value):
        return self.ops.compose_sql("%s", [value]).replace("%", "%%")
