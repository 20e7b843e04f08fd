"""The production settings, with what a test run needs: own folders, cheap passwords, writing that waits for no disk."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="cramps-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ |= {
    "DATA_DIR": FOLDER,
    "DEBUG": "",
    "SECRET_KEY": "a-key-for-tests-only-" * 4,
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver localhost 127.0.0.1",
    "MAIL_URL": "",
    "POSTAL_ADDRESS": "12 Example Street, Berlin",  # without it no issue goes out
    "CACHE_URL": "",
    "TRUSTED_PROXY_COUNT": "0",
    # Playwright runs an event loop in the thread of the tests, which are synchronous all the same.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}

# A file .env is for running the site; which database the tests take, the caller says.
os.environ.setdefault("DATABASE_URL", "")

from cramps_site.settings import *  # noqa: E402, F403
from cramps_site.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir(exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads and other processes see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
