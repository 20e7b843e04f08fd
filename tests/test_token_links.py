"""Scanners, previews and prefetching open every link of a letter: only a post does anything."""

import pytest
from django.db import connection
from django.urls import reverse

from tests.token_links import TOKEN_LINKS, address_of, names_in_urlconf

pytestmark = pytest.mark.django_db

AS_A_SCANNER = {"Purpose": "prefetch", "Sec-Purpose": "prefetch", "User-Agent": "Mozilla/5.0 (compatible; Scanner/1.0)"}


def whole_database():
    """{table: every row of it}, whatever model or index it belongs to."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {table: rows(cursor, table) for table in tables}


def rows(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(repr(row) for row in cursor.fetchall())


def test_every_address_with_a_token_is_tried_here():
    assert names_in_urlconf() == set(TOKEN_LINKS)


@pytest.mark.parametrize("name", TOKEN_LINKS)
def test_looking_a_hundred_times_changes_nothing_and_then_posting_works(client, name):
    link, path = TOKEN_LINKS[name], address_of(name)
    asked = [{}, link.post, {"do": "leave", "List-Unsubscribe": "One-Click"}]
    before = whole_database()

    for turn in range(100):
        query = asked[turn % len(asked)]
        statuses = [
            client.get(path, query, headers=AS_A_SCANNER).status_code,
            client.head(path, query, headers=AS_A_SCANNER).status_code,
            client.options(path, query_params=query, headers=AS_A_SCANNER).status_code,
        ]
        assert statuses == [200, 200, 405]

    assert whole_database() == before
    posted = client.post(path, link.post, headers={"Sec-Fetch-Site": "same-origin"})
    assert posted.status_code == (302 if name == "sign-in" else 303 if link.acts else 405)
    assert (whole_database() != before) == link.acts


@pytest.mark.parametrize("name", [name for name, link in TOKEN_LINKS.items() if link.acts and name != "sign-in"])
def test_a_post_from_another_site_changes_nothing(client, name):
    path = address_of(name)
    before = whole_database()

    for headers in [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]:
        assert client.post(path, TOKEN_LINKS[name].post, headers=headers).status_code == 403

    assert whole_database() == before


@pytest.mark.parametrize("name", [name for name in TOKEN_LINKS if name != "sign-in"])
def test_a_token_of_one_kind_opens_nothing_else(client, name):
    token = TOKEN_LINKS[name].make()
    opened = {other for other in TOKEN_LINKS if client.get(reverse(other, args=[token])).status_code == 200}

    assert opened == {name}
