"""From what a moderator typed to the comments that have it. Nothing typed is an error."""

import re

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from cramps_site.lib.addresses import canonical

PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
QUOTES = str.maketrans("“”„«»", '"""""')
TERMS = 12  # more words make no question clearer
SHORTEST_BEGUN = 3  # letters of the last word from which on it may be the beginning of a longer one
BY_ADDRESS = " UNION SELECT id FROM comments_comment WHERE email = %s AND NOT (email = '')"  # as its index says it


# +rowid: else SQLite asks the index anew for each comment that waits.
SQLITE_WAITING = " AND +rowid IN (SELECT id FROM comments_comment WHERE queued_at IS NOT NULL)"


def matching(typed, *, only_queued=False, addresses=True):
    """A condition for comments with all these words in text, proposed text or name, "quoted ones" one after the other.

    The last word may be only begun. A whole e-mail address finds its comments too; a part of one
    finds nobody's, or who may not see addresses could guess one letter by letter. Without `addresses`
    no address is looked at. `only_queued` is for where only what waits is asked for: SQLite would
    look at each comment that has a common word.
    """
    pieces = pieces_of(typed)
    if not pieces:
        return Q(pk__in=[])
    if connection.vendor == "sqlite":
        statement, parameters = of_sqlite(pieces, only_queued)
    else:
        statement, parameters = of_postgresql(pieces)
    if address := addresses and address_in(typed):
        statement, parameters = statement + BY_ADDRESS, [*parameters, address]
    return Q(pk__in=RawSQL(statement, parameters))


def pieces_of(typed):
    """[(words that stand one after the other, whether the last of them may be only begun)]"""
    found = PIECE.findall(typed.translate(QUOTES))
    pieces = [(quoted or bare, bool(bare)) for quoted, bare in found if any(map(str.isalnum, quoted or bare))]
    last = len(pieces) - 1
    return [(words, bare and n == last and may_be_begun(words)) for n, (words, bare) in enumerate(pieces)][:TERMS]


def may_be_begun(words):
    return words[-1].isalnum() and len(re.findall(r"[^\W_]+", words)[-1]) >= SHORTEST_BEGUN


def address_in(typed):
    try:
        return canonical(typed.strip()) if "@" in typed else ""
    except ValidationError:
        return ""


def of_sqlite(pieces, only_queued):
    asked = " AND ".join(f'"{words}"{" *" if is_begun else ""}' for words, is_begun in pieces)
    waiting = SQLITE_WAITING if only_queued else ""
    return f"SELECT rowid FROM comments_search WHERE comments_search MATCH %s{waiting}", [asked]


def of_postgresql(pieces):
    """What PostgreSQL finds no word in is NULL, and found nowhere."""
    phrase = "phraseto_tsquery('simple', comments_plain(%s))"
    begun = f"(nullif({phrase}::text, '') || ':*')::tsquery"
    asked = " && ".join(begun if is_begun else phrase for _, is_begun in pieces)
    return f"SELECT comment_id FROM comments_search WHERE words @@ ({asked})", [words for words, _ in pieces]
