import os
import shutil
from contextlib import contextmanager, suppress
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import Error, connection, connections, transaction
from django.test.utils import setup_databases, teardown_databases

from articles import renditions
from cramps_site.lib.for_a_moment import forget_all
from tests.demo import demo, lasting_demo  # noqa: F401
from tests.door import clock, visitor  # noqa: F401
from tests.echo_site import front, site  # noqa: F401
from tests.factories import make_user
from tests.mail import link_to_decide, long_comment, mara  # noqa: F401
from tests.other_site import other_site  # noqa: F401
from tests.own_database import own_database  # noqa: F401
from tests.processes import around  # noqa: F401
from tests.smtp_server import any_mail_server, dead_mail_server, mail_server  # noqa: F401
from tests.smtp_tls import certificate, with_tls  # noqa: F401
from tests.subscribers import subscriber  # noqa: F401

CHROMIUMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


@pytest.fixture(autouse=True)
def nothing_is_kept():
    """Limits count in the cache; each test begins with none used."""
    cache.clear()
    forget_all()


@pytest.fixture(scope="session", autouse=True)
def pictures_encoded_once():
    """Real pictures, but of the same pixels only once a run: the demo's are stored again and again."""
    encode, scale, encodings, sizes = renditions.encoded, renditions.scaled, {}, {}

    def encoded(picture, format, quality):
        pixels = *pixels_of(picture), format, quality
        if pixels not in encodings:
            encodings[pixels] = encode(picture, format, quality).read()
        return ContentFile(encodings[pixels])

    def scaled(picture, width):
        pixels = *pixels_of(picture), width
        if pixels not in sizes:
            sizes[pixels] = scale(picture, width)
        return sizes[pixels]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renditions, "encoded", encoded)
        patch.setattr(renditions, "scaled", scaled)
        yield


def pixels_of(picture):
    return picture.mode, picture.size, sha256(picture.tobytes()).digest()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """pytest-django's own makes no database for a run whose tests ask for rows by `taken_back` alone."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        bool(connection.features.supports_json_field)  # SQLite is asked for it once in a process, and not in a count
    yield
    # Where the thread of a server still holds it, the next run clears it away.
    with django_db_blocker.unblock(), suppress(Error):
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def taken_back(django_db_setup, django_db_blocker):
    """`with taken_back():` what is written serves several tests, and is taken back at the end.

    While it lasts, no test may ask for `db`: that one closes the connection behind itself.
    """

    @contextmanager
    def until_the_end():
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return until_the_end


@pytest.fixture
def csrf_checked(client):
    """The test client is asked for a token where a browser would be: what it may do all the same needs none."""
    client.handler.enforce_csrf_checks = True


@pytest.fixture
def moderator(db):
    return make_user("mara", group="Moderator", first_name="Mara", last_name="Lind")


@pytest.fixture
def nele(db):
    """Who manages the newsletter."""
    return make_user("nele", group="Newsletter manager", email="nele@example.org")


@pytest.fixture
def at_the_desk(client, moderator):
    """A browser in which the moderator is signed in."""
    client.force_login(moderator)
    return client


@pytest.fixture
def desk(client, nele):
    """A browser in which she who manages the newsletter is signed in."""
    client.force_login(nele)
    return client


def chromium_path():
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def lacking():
    """{marker: what this machine lacks to run the tests that have it}"""
    found = {"browser": [chromium_path()], "checker": [shutil.which("java"), shutil.which("npx")]}
    needed = {"browser": "Chromium", "checker": "Java with Node’s npx"}
    return {marker: needed[marker] for marker in found if not all(found[marker])}


def runs_once(item):
    """Whether no database makes a difference to the test: it runs with SQLite, and not again."""
    touches = item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames
    return not touches or item.get_closest_marker("once")


def pytest_collection_modifyitems(config, items):
    if connection.vendor != "sqlite":
        once = [item for item in items if runs_once(item)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in set(once)]
    leave_out_what_lacks(items)


def leave_out_what_lacks(items):
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
