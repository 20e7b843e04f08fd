"""Settings from the environment: typed, with an error that names the variable and says what to do."""

import os
from email.headerregistry import AddressHeader
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()
USUAL_PORTS = {"http": 80, "https": 443}


def read_file(path):
    """Take NAME=value lines of `path` for what the environment does not set itself."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    for line in lines:
        name, _, value = line.strip().partition("=")
        value = value.strip().strip("'\"")
        if value and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value)


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


def time_zone(name, default):
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        raise ImproperlyConfigured(f"{name} must be a zone like Europe/Berlin or UTC, not {value!r}.") from None
    return value


def mailbox(name, default):
    """The sender of letters: `Name <name@example.org>`."""
    value = text(name, default)
    parsed = AddressHeader.value_parser(value)
    if parsed.all_defects or len(parsed.all_mailboxes) != 1 or not parsed.all_mailboxes[0].domain:
        raise ImproperlyConfigured(f"{name} must look like Cramps <letters@cramps.example>, not {value!r}.")
    return value


def origin(name, default=REQUIRED):
    """Where a site lives, written as browsers write it in `Origin`: scheme, host, and a port that is not the usual."""
    value = text(name, default)
    wrong = ImproperlyConfigured(f"{name} must look like https://cramps.example, without a path, not {value!r}.")
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in USUAL_PORTS or not host or parts.username or any([*parts[3:], parts.path.strip("/")]):
        raise wrong
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + ("" if port in {None, USUAL_PORTS[parts.scheme]} else f":{port}")


def contact(name, default):
    """Where people are heard, as an address with its scheme."""
    value = text(name, default)
    if not value.startswith(("mailto:", "https://", "tel:")) or len(value.split()) != 1:
        raise ImproperlyConfigured(f"{name} must look like mailto:security@cramps.example, not {value!r}.")
    return value


def folder(name, default):
    """A folder that is there and can be written to."""
    path = Path(text(name, default=str(default))).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {path}, which cannot be written to: {error.strerror}.") from None


def kept_key(folder):
    """The secret key that `make run` made and keeps in `folder`; empty where it never ran."""
    path = folder / "secret_key"
    return path.read_text().strip() if path.is_file() else ""


def database(url):
    """A DATABASES entry from sqlite:///path or postgresql://user:password@host:port/name."""
    parts, port = split("DATABASE_URL", url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "cramps_site.lib.sqlite3", "NAME": unquote(parts.path.removeprefix("/"))}
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "cramps_site.lib.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with sqlite:/// or postgresql://, for instance"
        " postgresql://user:password@localhost/cramps."
    )


def media(url):
    """A STORAGES entry from s3://key:secret@endpoint/bucket?region=name; the usual folder where `url` is empty."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts, port = split("MEDIA_STORE", url)
    bucket = parts.path.strip("/")
    if parts.scheme not in {"s3", "s3+http"} or not all([parts.hostname, parts.username, parts.password, bucket]):
        raise ImproperlyConfigured(
            "MEDIA_STORE must look like s3://key:secret@s3.eu-central-1.example.com/bucket?region=eu-central-1"
            " (s3+http:// without TLS)."
        )
    if find_spec("storages") is None:
        raise ImproperlyConfigured(
            "MEDIA_STORE needs django-storages: pip install --require-hashes -r requirements-s3.txt"
        )
    endpoint = f"{'https' if parts.scheme == 's3' else 'http'}://{parts.hostname}{f':{port}' if port else ''}"
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
    }
    return {"BACKEND": "cramps_site.lib.bucket.BucketStorage", "OPTIONS": options}


def smtp(url):
    """The options of Django's SMTP backend from smtp:// (STARTTLS if there is a user) or smtps://."""
    parts, port = split("MAIL_URL", url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "MAIL_URL must look like smtp://user:password@mail.example.org:587"
            " or smtps://user:password@mail.example.org:465."
        )
    encrypted = parts.scheme == "smtps"
    return {
        "host": parts.hostname,
        "port": port or (465 if encrypted else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": encrypted,
        "use_tls": not encrypted and bool(parts.username),
        "timeout": 20,
    }


def redis(url):
    """The address of a Redis."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("CACHE_URL must look like redis://host:6379/0.")
    return url


def split(name, url):
    """The parts of an address, and its port. The error repeats nothing of it: a password may stand in it."""
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read. Is the port a number, and are characters like / @ [ in the password"
            " percent-encoded?"
        ) from None
