import os
import shutil
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connections

from articles import renditions
from tests.door import clock  # noqa: F401
from tests.factories import make_user
from tests.smtp_server import any_mail_server, dead_mail_server, mail_server  # noqa: F401

CHROMIUMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


@pytest.fixture(autouse=True)
def nobody_is_limited():
    """Limits count in the cache; each test begins with none used."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def pictures_encoded_once():
    """Real encodings, but of the same pixels only once a run: the demo's pictures are stored again and again."""
    encode, kept = renditions.encoded, {}

    def encoded(picture, format, quality):
        pixels = picture.mode, picture.size, sha256(picture.tobytes()).digest(), format, quality
        if pixels not in kept:
            kept[pixels] = encode(picture, format, quality).read()
        return ContentFile(kept[pixels])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renditions, "encoded", encoded)
        yield


@pytest.fixture
def moderator(db):
    return make_user("mara", group="Moderator", first_name="Mara", last_name="Lind")


@pytest.fixture
def at_the_desk(client, moderator):
    """A browser in which the moderator is signed in."""
    client.force_login(moderator)
    return client


def chromium_path():
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def lacking():
    """{marker: what this machine lacks to run the tests that have it}"""
    found = {"browser": [chromium_path()], "checker": [shutil.which("java"), shutil.which("npx")]}
    needed = {"browser": "Chromium", "checker": "Java with Node’s npx"}
    return {marker: needed[marker] for marker in found if not all(found[marker])}


def pytest_collection_modifyitems(items):
    """Tests for which something lacks are left out, and it is said; in CI that is an error."""
    missing = lacking()
    if missing and os.environ.get("CI"):
        pytest.exit(f"CI leaves nothing out, and lacks {', '.join(missing.values())}.", returncode=1)
    for item in items:
        for marker in missing:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"no {missing[marker]}"))


def pytest_terminal_summary(terminalreporter):
    for marker, name in lacking().items():
        terminalreporter.write_line(f"No {name} was found: the {marker} tests were left out (docs/tests.md).")


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    # While Playwright runs, this thread counts as asynchronous, and Django keeps other
    # connections for it: those from before would stay open behind them.
    connections.close_all()
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=options)
        yield browser
        browser.close()
        connections.close_all()
