"""What machines ask: is it up, can it serve, what is it called, which picture stands for it."""

from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from PIL import Image

from tests.pages import Html


def test_healthz_asks_no_database(client):
    response = client.get("/healthz")  # without the mark, asking the database is an error

    assert (response.status_code, response.text) == (200, "up\n")


@pytest.mark.django_db
def test_readyz_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (200, "ready\ndatabase: up\nworkers: none alive\n")
    assert response["Cache-Control"] == "private, no-store"


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
@pytest.mark.parametrize(
    "address",
    [
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/favicon.ico",
        "/manifest.webmanifest",
        "/.well-known/security.txt",
        "/sitemap.xml",
        "/sitemap-articles.xml",
        "/feed/",
        "/feed.json",
    ],
)
def test_machines_are_told_without_cookies(client, address):
    response = client.get(address)

    assert response.status_code < 400
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_the_favicon_is_a_real_one_in_three_sizes(client):
    response = client.get("/favicon.ico")

    assert response["Content-Type"] == "image/x-icon"
    with Image.open(BytesIO(response.content)) as picture:
        assert picture.format == "ICO"
        assert set(picture.info["sizes"]) == {(16, 16), (32, 32), (48, 48)}


def test_the_manifest_names_the_site_and_pictures_that_are_there(client, settings):
    settings.SITE_NAME = "Leg pain"

    response = client.get("/manifest.webmanifest")
    manifest = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["start_url"], manifest["lang"]) == ("Leg pain", "/", "en-GB")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        assert size_of(icon["src"]) == icon["sizes"]


def size_of(address):
    with Image.open(finders.find(address.removeprefix("/static/"))) as picture:
        return f"{picture.width}x{picture.height}"


@pytest.mark.django_db
def test_every_page_leads_to_the_manifest_and_the_icons(client):
    page = Html(client.get("/about/"))

    links = {link.get("rel"): link.get("href") for link in page.all("link")}
    assert links["manifest"] == "/manifest.webmanifest"
    assert size_of(links["apple-touch-icon"]) == "180x180"
    assert finders.find(links["icon"].removeprefix("/static/"))


@pytest.mark.django_db
def test_the_browser_s_own_frame_takes_the_colour_of_the_page(client):
    colours = {meta.get("media"): meta.get("content") for meta in Html(client.get("/")).all("meta") if
               meta.get("name") == "theme-color"}  # fmt: skip

    assert colours == {"(prefers-color-scheme: light)": "#fffdf9", "(prefers-color-scheme: dark)": "#14181c"}
