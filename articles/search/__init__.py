"""Full text search without a service: the same on SQLite and PostgreSQL.

Words are cut, folded and stemmed here, in Python, for the index and for the question alike; the
databases only compare and rank what they are given, and so behave as one.
"""
