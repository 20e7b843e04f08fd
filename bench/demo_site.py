"""The demo site on a free port, in a folder of its own: for pictures and measurements. Ends with the block."""

import os
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


@contextmanager
def demo_site(**settings):
    """The address of a site like that of `make run`. Django is set up here for the same database."""
    with tempfile.TemporaryDirectory(prefix="cramps-demo-") as data:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        os.environ |= {
            "DATA_DIR": data,
            "PORT": port,
            "SITE_URL": address,
            "SECRET_KEY": "a-key-for-pictures-only-" * 3,
            "DJANGO_SETTINGS_MODULE": "cramps_site.settings",
            **dict.fromkeys(["DATABASE_URL", "MAIL_URL", "CACHE_URL", "DEBUG", "ALLOWED_HOSTS"], ""),
            **settings,
        }
        site = subprocess.Popen(
            [sys.executable, "-m", "cramps_site.run"],
            cwd=TOP,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            if not any("Ctrl-C stops it" in line for line in site.stdout):
                sys.exit("The site did not start.")
            set_up_django()
            yield address
        finally:
            site.terminate()
            site.communicate(timeout=60)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def set_up_django():
    sys.path.insert(0, str(TOP))
    import django

    django.setup()
