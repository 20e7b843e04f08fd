"""Is it up, can it serve: asked by machines that start and stop processes."""

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder


def test_healthz_asks_no_database(client):
    response = client.get("/healthz")  # without the mark, asking the database is an error

    assert (response.status_code, response.text) == (200, "up\n")


@pytest.mark.django_db
def test_readyz_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (200, "ready\n")


@pytest.mark.django_db
def test_readyz_says_that_migrations_are_missing(client):
    MigrationRecorder.Migration.objects.filter(app="comments").delete()

    response = client.get("/readyz")

    assert (response.status_code, response.text) == (503, "the database lacks migrations\n")


@pytest.mark.django_db(transaction=True)
def test_readyz_says_that_the_database_does_not_answer(client, nowhere):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (503, "the database does not answer\n")
    assert response["Cache-Control"] == "private, no-store"


@pytest.fixture
def nowhere(monkeypatch):
    """The database's address leads to nothing."""
    connection = connections["default"]
    settings = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        settings["NAME"] = "/nowhere/at/all.sqlite3"
    else:
        settings |= {"HOST": "127.0.0.1", "PORT": "1", "OPTIONS": {}}
    with monkeypatch.context() as patch:
        connection.close()
        patch.setattr(connection, "settings_dict", settings)
        yield
        connection.close()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/robots.txt", "/favicon.ico", "/sitemap.xml"])
def test_machines_are_told_without_cookies(client, address):
    response = client.get(address)

    assert response.status_code < 400
    assert not response.cookies
    assert "Vary" not in response
