"""The server is killed while readers post: what was answered is stored."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from queue import Queue
from socket import socket
from urllib.parse import urlencode

import psycopg
import pytest

from cramps_site.run import BASE_DIR, granian_options, wait_until_ready

POSTS, AT_ONCE, KILLED_AFTER = 200, 8, 60
FILL_DATABASE = """
import django; django.setup()
from tests.factories import make_article; make_article("Night cramps")
"""


@pytest.fixture
def environment(own_database, tmp_path):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "cramps_site.settings",
        "DATABASE_URL": own_database,
        "DATA_DIR": str(tmp_path),
        "TRUSTED_PROXY_COUNT": "1",  # so that each post can come from a network of its own
    }


@pytest.fixture
def server(environment):
    """A real server on a free port, in a process group of its own. Gives its process and port."""
    subprocess.run([sys.executable, "-c", FILL_DATABASE], cwd=BASE_DIR, env=environment, check=True)
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", *granian_options(port)]
    process = subprocess.Popen(command, cwd=BASE_DIR, env=environment, start_new_session=True)
    try:
        wait_until_ready(port, [process])
        yield process, port
    finally:
        kill(process)


def kill(process):
    """End the process and all its children at once, as the machine does when its power fails."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def post(port, number):
    """The token of the comment that the server answered to have stored; None without an answer."""
    form = urlencode({"name": f"Reader {number}", "body": f"Comment {number}."})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "X-Forwarded-For": f"192.0.2.{number}",
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/articles/night-cramps/comments/", form, headers)
        response = connection.getresponse()
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    assert response.status == 303
    return response.headers["Location"].split("/")[2]


def stored_tokens(database):
    query = "SELECT token FROM comments_comment"
    if database.startswith("postgres"):
        with psycopg.connect(database) as connection:
            return {token for (token,) in connection.execute(query)}
    connection = sqlite3.connect(database.removeprefix("sqlite:///"))
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {token for (token,) in connection.execute(query)}
    finally:
        connection.close()


def test_every_comment_that_was_answered_survives_a_kill_of_the_server(server, own_database):
    process, port = server
    answers = Queue()

    with ThreadPoolExecutor(AT_ONCE) as readers:
        posts = [readers.submit(post, port, number) for number in range(POSTS)]
        for sent in posts:
            sent.add_done_callback(answers.put)
        for _ in range(KILLED_AFTER):
            answers.get(timeout=30)
        kill(process)

    answered = {sent.result() for sent in posts} - {None}
    assert KILLED_AFTER <= len(answered) < POSTS
    stored = stored_tokens(own_database)
    assert answered <= stored
    assert len(stored - answered) <= AT_ONCE  # under way when the server died
