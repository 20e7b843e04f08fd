"""Settings from the environment: typed, with an error that names the variable and says what to do."""

import os
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()


def read_file(path):
    """Take NAME=value lines of `path` for what the environment does not set itself."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    for line in lines:
        name, found, value = line.strip().partition("=")
        if found and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\""))


def text(name, default=REQUIRED):
    value = os.environ.get(name) or default
    if value is REQUIRED:
        raise ImproperlyConfigured(f"{name} is not set. .env.example says what it is for.")
    return value


def flag(name):
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def number(name, default):
    value = text(name, default=str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, 0 or more, not {value!r}.")
    return int(value)


def words(name, default=REQUIRED):
    return text(name, default).replace(",", " ").split()


def folder(name, default):
    """A folder that is there and can be written to."""
    path = Path(text(name, default=str(default))).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {path}, which cannot be written to: {error.strerror}.") from None


def database(url):
    """A DATABASES entry from sqlite:///path or postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path.removeprefix("/"))}
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with sqlite:/// or postgresql://, for instance"
        " postgresql://user:password@localhost/cramps."
    )


def smtp(url):
    """The options of Django's SMTP backend from smtp:// (STARTTLS if there is a user) or smtps://."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "MAIL_URL must look like smtp://user:password@mail.example.org:587"
            " or smtps://user:password@mail.example.org:465."
        )
    encrypted = parts.scheme == "smtps"
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if encrypted else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": encrypted,
        "use_tls": not encrypted and bool(parts.username),
        "timeout": 20,
    }
