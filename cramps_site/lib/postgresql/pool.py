"""Connections that the pool lends."""

import select

from psycopg_pool import ConnectionPool


def look_at(connection):
    """Raises where it was lost. It is asked only where something came in meanwhile.

    While nobody asks anything the server says nothing, unless it ends the connection.
    """
    came_in = select.poll()
    came_in.register(connection.fileno(), select.POLLIN)
    if came_in.poll(0):
        ConnectionPool.check_connection(connection)
