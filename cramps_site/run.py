"""`make run`: the site and its worker, in production mode, from nothing. Ctrl-C stops both."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from cramps_site import env

BASE_DIR = Path(__file__).resolve().parent.parent
START_TAKES_AT_MOST = 60  # seconds
STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
STOP_TAKES_AT_MOST = 20  # seconds; a letter that is being sent is finished first


def main():
    env.read_file(BASE_DIR / ".env")
    port = free_port(os.environ.get("PORT") or "8000")
    try:
        set_environment(port)
        prepare()
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")
    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    children = []
    try:
        children += [start("-m", "granian", *granian_options(port)), start("manage.py", "worker")]
        wait_until_ready(port, children)
        say_where(port)
        while all(child.poll() is None for child in children):
            time.sleep(0.2)  # of two children either may end, and one can be waited for; Ctrl-C ends the sleep
        sys.exit("The site or its worker has stopped by itself; see above why.")
    except KeyboardInterrupt:
        print("\nStopping.")
    finally:
        end(children)


def free_port(text):
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            sys.exit(f"Port {text} cannot be used ({error.strerror}). Choose another: PORT=8001 make run")
    return int(text)


def set_environment(port):
    """Fill in what an operator has not set. The secret key is made once and kept."""
    data = env.folder("DATA_DIR", default=BASE_DIR / "var")
    os.environ |= {"DJANGO_SETTINGS_MODULE": "cramps_site.settings", "DEBUG": "", "PYTHONUNBUFFERED": "1"}
    os.environ["MALLOC_ARENA_MAX"] = "2"
    if not os.environ.get("SECRET_KEY"):
        keep_key(data)
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("ALLOWED_HOSTS", f"127.0.0.1 localhost {urlsplit(os.environ['SITE_URL']).hostname}")


def keep_key(folder):
    """Make the key unless there is one; written whole before it has its name."""
    if not env.kept_key(folder):
        draft = folder / "secret_key.new"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        draft.replace(folder / "secret_key")


def prepare():
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", if_empty=True)


def granian_options(port):
    """One process, so that limits count in one place; threads, because the work is mostly waiting."""
    return [
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "8", "--no-ws", "--log-level", "error"),
        "cramps_site.wsgi:application",
    ]


def start(*arguments):
    """In a session of its own: Ctrl-C reaches us alone, and each child is told to stop once."""
    return subprocess.Popen([sys.executable, *arguments], cwd=BASE_DIR, start_new_session=True)


def wait_until_ready(port, children):
    ready = Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
    deadline = time.monotonic() + START_TAKES_AT_MOST
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urlopen(ready, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)  # it is starting; nothing tells us when it listens
    sys.exit("The site did not start; see above why.")


def say_where(port):
    from django.contrib.auth import get_user_model

    from cramps_site.demo import MODERATOR
    from cramps_site.sign_in import link_for

    address = f"http://127.0.0.1:{port}"
    moderator = get_user_model().objects.filter(username=MODERATOR, is_active=True).first()
    how = link_for(moderator) if moderator else "by the account that `manage.py createsuperuser` made"
    print(
        f"\n  The site    {address}/\n  The admin   {address}/admin/\n  Sign in     {how}\n\n  Ctrl-C stops it.\n",
        flush=True,
    )


def stop(*_):
    raise KeyboardInterrupt


def end(children):
    """No child outlives us, whatever it takes."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=STOP_TAKES_AT_MOST)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
