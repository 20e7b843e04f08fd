"""The few lines of SQL that differ: ranked matches, and words that look alike."""

from django.db import connection

# What a word weighs by where it stands: title, summary, headings, topics, authors, body.
SQLITE_RANK = "bm25(articles_search, 10, 5, 4, 3, 3, 1)"
# PostgreSQL knows four weights: D is the body, C headings, topics and authors, B the summary, A the title.
POSTGRESQL_WEIGHTS = "{0.1, 0.4, 0.5, 1.0}"
CANDIDATES = 50
COMPLETIONS = 10


def ranked(stems, articles, *, every):
    """Primary keys of `articles` that have every (or any) of the terms, best first.

    `stems` is a list of lists: a term is answered by any stem of its list. Nothing a reader typed
    reaches SQL but stems, which are letters and digits.
    """
    matches, parameters = matching(stems, articles, every=every)
    if connection.vendor == "sqlite":
        statement = f"SELECT rowid {matches} ORDER BY {SQLITE_RANK}, rowid DESC"
    else:
        statement = f"SELECT article_id {matches} ORDER BY ts_rank(%s::real[], vector, asked) DESC, article_id DESC"
        parameters = [*parameters, POSTGRESQL_WEIGHTS]
    return [pk for (pk,) in rows(statement, parameters)]


def stand_in(stems, articles):
    """Whether any of `articles` has any of the stems."""
    matches, parameters = matching([stems], articles, every=True)
    ((found,),) = rows(f"SELECT EXISTS (SELECT 1 {matches})", parameters)
    return bool(found)


def matching(stems, articles, *, every):
    """FROM and WHERE of those of `articles` that have the terms, and the parameters."""
    among, parameters = articles.order_by().values("pk").query.sql_with_params()
    if connection.vendor == "sqlite":
        # +rowid: else SQLite asks the index anew for each article, 80 times slower at 5,000.
        where = f"FROM articles_search WHERE articles_search MATCH %s AND +rowid IN ({among})"
        return where, [fts5(stems, every), *parameters]
    asked = "FROM articles_searchtext, to_tsquery('simple', %s) AS asked"
    return f"{asked} WHERE vector @@ asked AND article_id IN ({among})", [tsquery(stems, every), *parameters]


def fts5(stems, every):
    groups = ["(" + " OR ".join(f'"{stem}"' for stem in group) + ")" for group in stems]
    return (" AND " if every else " OR ").join(groups)


def tsquery(stems, every):
    groups = ["(" + " | ".join(f"'{stem}'" for stem in group) + ")" for group in stems]
    return (" & " if every else " | ").join(groups)


def completions(word):
    """Stems of the words of the vocabulary that begin with `word`, at most COMPLETIONS.

    SQLite's LIKE takes capital letters for small ones, for which it would read all words. A word is of letters and
    digits, so neither knows a sign in it.
    """
    begins, sign = ("GLOB", "*") if connection.vendor == "sqlite" else ("LIKE", "%")
    statement = f"SELECT stem FROM articles_searchword WHERE word {begins} %s ORDER BY word LIMIT %s"
    return [stem for (stem,) in rows(statement, [word + sign, COMPLETIONS])]


def like(word):
    """Words of the vocabulary that share most trigrams with `word`, at most CANDIDATES."""
    if connection.vendor == "sqlite":
        padded = f"__{word}_"
        trigrams = " OR ".join(f'"{padded[start : start + 3]}"' for start in range(len(padded) - 2))
        statement = (
            "SELECT word FROM articles_searchword WHERE id IN (SELECT rowid FROM articles_search_words"
            " WHERE articles_search_words MATCH %s ORDER BY rank LIMIT %s)"
        )
        parameters = [trigrams, CANDIDATES]
    else:
        # By nothing else: for a second key PostgreSQL would read all words.
        statement = "SELECT word FROM articles_searchword ORDER BY word <-> %s LIMIT %s"
        parameters = [word, CANDIDATES]
    return [found for (found,) in rows(statement, parameters)]


def rows(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
