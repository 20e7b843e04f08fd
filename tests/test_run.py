"""`make run`, as someone who has just cloned the site meets it."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def data(tmp_path):
    """The folder where the site keeps what it has."""
    return tmp_path / "var"


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """What a first run has left in its folder."""
    folder = tmp_path_factory.mktemp("first") / "var"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "DATABASE_URL": ""}
    code = "from cramps_site import run; run.set_environment(8000); run.prepare()"
    subprocess.run([sys.executable, "-c", code], cwd=TOP, env=environment, check=True)
    return folder


@pytest.fixture
def ran_before(first_run, data):
    shutil.copytree(first_run, data)


@pytest.fixture
def run(data):
    """Starts the command behind `make run`, in a process group of its own, with nothing set but this."""
    started = []

    def start(**settings):
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "DATABASE_URL": ""} | settings
        process = subprocess.Popen(
            [sys.executable, "-m", "cramps_site.run"],
            cwd=TOP,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait()
        process.stdout.close()


def read_until(process, end):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if end in line:
            return "".join(lines)
    raise AssertionError("It stopped by itself:\n" + "".join(lines))


def stop(process, number=signal.SIGINT):
    """Returns when no process is left: until then one of them holds the other end of the pipe."""
    os.killpg(process.pid, number)
    process.communicate(timeout=60)


def refusal(process):
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


def test_it_ends_with_a_site_a_worker_and_a_way_in_and_leaves_no_process(run, free_port):
    process = run(PORT=free_port)
    said = read_until(process, "Ctrl-C")
    address = f"http://127.0.0.1:{free_port}"

    front, sign_in = (urlopen(url).read().decode() for url in [f"{address}/", re.search(r"http\S+sign-in\S+", said)[0]])
    stop(process)

    assert f"{address}/admin/" in said
    assert "Why a muscle still hurts after a cramp" in front
    assert "Mara Lind" in sign_in
    assert process.returncode == 0


def test_the_next_run_has_the_same_key_and_the_same_articles_and_ends_when_told(run, ran_before, data, free_port):
    key, articles = (data / "secret_key").read_text(), addresses_of_articles(data)

    process = run(PORT=free_port)
    read_until(process, "Ctrl-C")
    front = urlopen(f"http://127.0.0.1:{free_port}/").read().decode()
    stop(process, signal.SIGTERM)

    assert "Why a muscle still hurts after a cramp" in front
    assert ((data / "secret_key").read_text(), addresses_of_articles(data)) == (key, articles)
    assert len(articles) == 8
    assert process.returncode == 0


def addresses_of_articles(data):
    with closing(sqlite3.connect(data / "cramps.sqlite3")) as database:
        return database.execute("SELECT id, slug FROM articles_article ORDER BY id").fetchall()


def test_it_starts_for_a_site_that_lives_elsewhere_too(run, ran_before, free_port):
    process = run(PORT=free_port, SITE_URL="https://cramps.example")

    assert f"http://127.0.0.1:{free_port}/admin/" in read_until(process, "Ctrl-C")


def test_other_commands_work_with_the_key_it_keeps(ran_before, data):
    made = subprocess.run(
        [sys.executable, "manage.py", "sign_in_link", "moderator"],
        cwd=TOP,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.stderr == ""
    assert "/admin/sign-in/" in made.stdout


def test_a_taken_port_is_one_clear_line(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        status, output = refusal(run(PORT=port))

    assert status != 0
    assert output == f"Port {port} cannot be used (Address already in use). Choose another: PORT=8001 make run\n"


def test_a_port_that_is_none_is_one_clear_line(run):
    status, output = refusal(run(PORT="eighty"))

    assert status != 0
    assert output == "PORT must be a number from 1 to 65535, not 'eighty'.\n"


def test_a_data_dir_that_cannot_be_written_to_is_one_clear_line(run, tmp_path, free_port):
    (tmp_path / "file").write_text("in the way")

    status, output = refusal(run(PORT=free_port, DATA_DIR=str(tmp_path / "file" / "var")))

    assert status != 0
    assert output.count("\n") == 1
    assert f"DATA_DIR is {tmp_path / 'file' / 'var'}, which cannot be written to" in output


def test_a_python_that_is_too_old_is_one_clear_line(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.11.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    for name in ["head", "rm", "sh"]:
        (tmp_path / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")

    made = subprocess.run(
        ["/bin/sh", str(TOP / ".ci" / "make-venv.sh"), str(tmp_path / "venv"), str(TOP / "requirements.txt")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.returncode != 0
    assert made.stderr == "Python 3.12 or newer, with its venv module, is needed; found Python 3.11.2.\n"
    assert not (tmp_path / "venv").exists()
