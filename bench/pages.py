"""Pages, beside nginx with the same bytes as a file: the same headers and the same gzipped body."""

import gzip
import re
import subprocess
import sys
from contextlib import contextmanager
from statistics import median
from urllib.request import Request, urlopen

from bench.table import at_least

STATIC = """
worker_processes auto; pid static.pid; error_log stderr crit;
events { worker_connections 4096; multi_accept on; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000; open_file_cache max=2000 inactive=60s;
    default_type text/html; gzip_static on;
    %s
    server { listen 127.0.0.1:%d; root %s; }
}
"""
BY_ITSELF = {
    "connection", "content-encoding", "content-length", "content-type", "date", "etag", "last-modified", "server",
}  # fmt: skip
CONNECTIONS = 32
WANTED = {"the front": 0.8, "the site alone": 0.5, "the site alone, 304": 0.5}


def pages(site):
    for name, address in [("home", "/"), ("article", site.quiet)]:
        headers, packed = site.get(address)
        tag = {"If-None-Match": headers["ETag"]}
        ways = {"the front": (site.front.port, {}), "the site alone": (site.port, {})}
        if name == "article":
            ways["the site alone, 304"] = (site.port, tag)
        with as_a_file(site.folder / "as-files", name, packed, headers) as (port, own_tag):
            for way, (where, extra) in ways.items():
                file_asked = {"If-None-Match": own_tag} if extra else {}
                turns = [
                    (rate(site, where, address, extra), rate(site, port, f"/{name}", file_asked))
                    for _ in range(3 * site.seconds)
                ]
                ours, limit = map(median, zip(*turns, strict=True))
                at_least(f"{name}, {way}, a second", ours, ours / limit, WANTED[way])


@contextmanager
def as_a_file(files, name, packed, headers):
    """(port, ETag) of a plain nginx that has these bytes as a file, and sends these headers with it."""
    from tests.front import free_port, wait_for

    files.mkdir(exist_ok=True)
    (files / f"{name}.gz").write_bytes(packed)
    (files / name).write_bytes(gzip.decompress(packed))
    port = free_port()
    said = [f'add_header {name} "{value}";' for name, value in headers.items() if name.lower() not in BY_ITSELF]
    (files / "nginx.conf").write_text(STATIC % ("\n    ".join(said), port, files))
    command = ["nginx", "-p", str(files), "-c", str(files / "nginx.conf"), "-e", "stderr", "-g", "daemon off;"]
    process = subprocess.Popen(command)
    try:
        wait_for(port)
        with urlopen(Request(f"http://127.0.0.1:{port}/{name}", headers={"Accept-Encoding": "gzip"})) as answer:
            yield port, answer.headers["ETag"]
    finally:
        process.terminate()
        process.wait(timeout=10)


def rate(site, port, address, headers):
    """For a second: what the machine gives changes from one to the next, so that both are asked by turns."""
    said = wrk(site, port, address, headers | {"Accept-Encoding": "gzip"}, seconds=1)
    if refused_in(said) or broken_in(said):
        sys.exit(f"{address} at {port} was refused or not answered:\n{said}")
    return rate_in(said)


def wrk(site, port, address, headers, more=(), *, connections=CONNECTIONS, threads=2, seconds=None):
    named = [option for name, value in headers.items() for option in ["-H", f"{name}: {value}"]]
    measure = ["-t", str(threads), "-c", str(connections), "-d", f"{seconds or site.seconds}s"]
    command = ["wrk", *measure, "-H", f"Host: {site.front.authority}", *named, *more]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}{address}"], capture_output=True, text=True, check=True)
    return done.stdout


def rate_in(said):
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def refused_in(said):
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return int(refused[1]) if refused else 0


def broken_in(said):
    """Connections that were refused, broke, or had no answer in two seconds."""
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return sum(map(int, errors.groups())) if errors else 0
