"""The site's own commands as real processes, on the database of the tests."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

TOP = Path(__file__).resolve().parent.parent


def environment(**settings):
    """What the process sees: nothing of ours but this."""
    ours = {name: os.environ[name] for name in ["PATH", "SECRET_KEY", "POSTAL_ADDRESS"]}
    return ours | {"PYTHONUNBUFFERED": "1"} | settings


def manage(*arguments, **settings):
    """Run `manage.py` to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=TOP,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def start(*arguments, **settings):
    """Start `manage.py`; the caller ends it."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=TOP,
        env=environment(**settings),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture
def around(mail_server, tmp_path):
    """The settings of a worker on the tests' database, with a mail server."""
    return {
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path),
        "MAIL_URL": mail_server.url,
        "SITE_URL": "http://testserver",
    }


def database_url():
    """The database of the running tests."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password, host = (quote(database[part], safe="") for part in ["USER", "PASSWORD", "HOST"])
    return f"postgresql://{user}:{password}@{host}:{database['PORT'] or 5432}/{database['NAME']}"
