"""Settings from the environment: a value that cannot be right is refused by name, with what to do."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cramps_site import env
from tests.processes import manage

SITE = {"SITE_URL": "https://cramps.example"}


@pytest.fixture
def check(tmp_path):
    """`manage.py check`, as an operator with these settings meets it."""
    return lambda *options, **settings: manage("check", *options, **({"DATA_DIR": str(tmp_path)} | SITE | settings))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set. .env.example says what it is for."),
        ({"SITE_URL": ""}, "SITE_URL is not set. .env.example says what it is for."),
        ({"SITE_URL": "cramps.example"}, "SITE_URL must look like https://cramps.example, without a path"),
        ({"TRUSTED_PROXY_COUNT": "one"}, "TRUSTED_PROXY_COUNT must be a whole number, 0 or more, not 'one'"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ({"MAIL_URL": "mail.example.org"}, "MAIL_URL must look like smtp://"),
        ({"MAIL_FROM": "Cramps, a, b"}, "MAIL_FROM must look like"),
        ({"CACHE_URL": "localhost:6379"}, "CACHE_URL must look like redis://"),
        ({"TIME_ZONE": "Mars/Base"}, "TIME_ZONE must be a zone like Europe/Berlin"),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR is /dev/null/x, which cannot be written to"),
    ],
)
def test_a_site_that_cannot_run_says_why_in_one_line(check, settings, words):
    refused = check(**settings)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Not started: {words}")
    assert refused.stderr.count("\n") == 1


def test_a_site_in_production_has_nothing_to_warn_of(check):
    done = check("--deploy", "--fail-level", "WARNING", TRUSTED_PROXY_COUNT="1")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://cramps.example", "https://cramps.example"),
        ("https://cramps.example/", "https://cramps.example"),
        ("HTTPS://Cramps.Example:443", "https://cramps.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_the_address_of_the_site_is_kept_as_browsers_send_it(monkeypatch, written, meant):
    monkeypatch.setenv("SITE_URL", written)

    assert env.origin("SITE_URL") == meant


@pytest.mark.parametrize(
    "written",
    [
        "ftp://cramps.example",
        "https://",
        "https://cramps.example/path",
        "https://cramps.example?x",
        "//cramps.example",
        "https://me@cramps.example",
        "https://cramps.example:port",
        "https://[cramps",
        "https://a..b",
    ],
)
def test_an_address_that_is_none_is_refused(monkeypatch, written):
    monkeypatch.setenv("SITE_URL", written)

    with pytest.raises(ImproperlyConfigured, match="SITE_URL must look like"):
        env.origin("SITE_URL")


def test_a_database_is_read_from_its_address():
    postgres = env.database("postgresql://us%40er:p%2Fw@db.example:5433/cramps?sslmode=require")

    assert env.database("sqlite:////var/lib/cramps.sqlite3")["NAME"] == "/var/lib/cramps.sqlite3"
    assert (postgres["USER"], postgres["PASSWORD"], postgres["NAME"]) == ("us@er", "p/w", "cramps")
    assert (postgres["HOST"], postgres["PORT"]) == ("db.example", "5433")
    assert postgres["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("url", "port", "use_ssl", "use_tls"),
    [
        ("smtp://localhost:25", 25, False, False),
        ("smtp://user:pass@mail.example", 587, False, True),
        ("smtps://user:pass@mail.example", 465, True, False),
    ],
)
def test_a_mail_server_is_spoken_to_in_secret_where_a_password_is_sent(url, port, use_ssl, use_tls):
    options = env.smtp(url)

    assert (options["port"], options["use_ssl"], options["use_tls"]) == (port, use_ssl, use_tls)


@pytest.mark.parametrize("read", [env.database, env.smtp])
@pytest.mark.parametrize("url", ["smtp://user:secret[@mail.example", "smtp://user:secret@mail.example:secret"])
def test_a_password_is_not_repeated_in_an_error(read, url):
    with pytest.raises(ImproperlyConfigured) as refused:
        read(url)

    assert "secret" not in str(refused.value)


def test_a_file_fills_in_what_the_environment_leaves_open(monkeypatch, tmp_path):
    names = ["SITE_NAME", "MAIL_URL", "TIME_ZONE", "SECRET_KEY"]
    (tmp_path / ".env").write_text(
        "# SITE_NAME=Off\n\nSITE_NAME='Leg Day'\nMAIL_URL=\nTIME_ZONE = Asia/Tokyo\nSECRET_KEY=b\n"
    )
    environment = {"SECRET_KEY": "a"}
    monkeypatch.setattr("os.environ", environment)

    env.read_file(tmp_path / ".env")
    env.read_file(tmp_path / "none")

    assert [environment.get(name) for name in names] == ["Leg Day", None, "Asia/Tokyo", "a"]
