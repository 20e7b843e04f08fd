"""How fast the site answers, and takes comments: real servers on this machine, wrk as the load.

`python bench/run.py [pages] [posts] [--seconds 5] [--articles 500] [--comments 20000]`, on the empty database at
DATABASE_URL, or on SQLite in a folder of its own. Needs nginx, openssl and wrk. Each figure of pages is a median of
three, beside that of nginx serving the same bytes as a file in the same run.
"""

import argparse
import gzip
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
STATIC = """
worker_processes auto; pid static.pid; error_log stderr crit;
events { worker_connections 4096; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000; open_file_cache max=100;
    default_type text/html; gzip_static on;
    server { listen 127.0.0.1:%d; root %s; }
}
"""
CONNECTIONS = {"pages": 32, "posts": 16}
WANTED = {"the front": 0.8, "the site alone": 0.5, "the site alone, 304": 0.5}


def main():
    asked = arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cramps-bench-")))
        folder.chmod(0o755)
        bench = Bench(folder, asked.seconds)
        bench.fill(asked.articles, asked.comments)
        stack.enter_context(bench.site())
        stack.enter_context(bench.front)
        print(f"\n{'':36}{'a second':>10}{'ratio':>8}{'wanted':>8}")
        for part in asked.parts or ["pages", "posts"]:
            getattr(bench, part)(stack)
        print(f"Memory of the site's processes, PSS: {bench.memory()} MB (wanted: at most 250 with worker and nginx)")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=["pages", "posts", []])
    for name, default in [("seconds", 5), ("articles", 500), ("comments", 20_000)]:
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


class Bench:
    def __init__(self, folder, seconds):
        from tests.front import Front, free_port

        self.folder, self.seconds, self.port = folder, seconds, free_port()
        self.front = Front(folder / "front", [self.port], files=folder, tls=False)
        os.environ |= {
            "DATA_DIR": str(folder),
            "SITE_URL": f"http://{self.front.authority}",
            "SECRET_KEY": "a-key-for-benches-only-" * 4,
            "TRUSTED_PROXY_COUNT": "1",
            "DJANGO_SETTINGS_MODULE": "cramps_site.settings",
        }

    def fill(self, articles, comments):
        for command in [
            ["manage.py", "migrate", "--verbosity", "0"],
            ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            ["bench/fill.py", f"--articles={articles}", f"--comments={comments}", "--waiting=100", "--subscribers=0"],
        ]:
            subprocess.run([sys.executable, *command], cwd=TOP, check=True)
        import django

        django.setup()
        from comments.models.discussion import SiteDiscussion

        # As many as come: it is measured how fast they are taken, not how they are held back.
        SiteDiscussion(brake_per_minute=32_767).save()
        self.article = f"/articles/article-{articles - 1}/"

    @contextmanager
    def site(self):
        """As in production: two processes."""
        from tests.front import wait_for

        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options, "--blocking-threads", "16", "--no-ws", "--log-level", "error",
             "cramps_site.wsgi:application"],
            cwd=TOP,
        )  # fmt: skip
        try:
            wait_for(self.port)
            yield
        finally:
            self.process.terminate()
            self.process.wait(timeout=30)

    def pages(self, stack):
        for name, address in [("home", "/"), ("article", self.article)]:
            headers, packed = self.get(address)
            tag = {"If-None-Match": headers["ETag"]}
            ways = {"the front": (self.front.port, {}), "the site alone": (self.port, {})}
            if name == "article":
                ways["the site alone, 304"] = (self.port, tag)
            with self.as_a_file(name, packed) as (port, own_tag):
                for way, (where, extra) in ways.items():
                    file_asked = {"If-None-Match": own_tag} if extra else {}
                    rates = [
                        (self.rate(where, address, extra), self.rate(port, f"/{name}", file_asked)) for _ in range(3)
                    ]
                    rate, limit = median(pair[0] for pair in rates), median(pair[1] for pair in rates)
                    self.say(f"{name}, {way}", rate, rate / limit, WANTED[way])

    def posts(self, stack):
        from comments.models import Comment

        before = Comment.objects.count()
        command = ["-s", str(TOP / "bench" / "post.lua"), "--latency"]
        said = self.wrk(self.port, f"{self.article}comments/", {}, command, connections=CONNECTIONS["posts"], threads=1)
        taken, refused = int(re.search(r"(\d+) requests in", said)[1]), refused_in(said)
        stored = Comment.objects.count() - before
        print(f"{'comments posted':36}{rate_in(said):>10,.0f}{'':8}{450:>8}  p99 {re.search(r'99%\s+(\S+)', said)[1]},")
        print(
            f"{'':36}{taken:,} answered, {refused} refused, {stored:,} stored; lost: {max(0, taken - refused - stored)}"
        )

    def get(self, address):
        """(headers, body) of the page, gzipped, as the site gives it."""
        asked = Request(
            f"http://127.0.0.1:{self.port}{address}",
            headers={"Host": self.front.authority, "Accept-Encoding": "gzip"},
        )
        with urlopen(asked) as answer:
            return answer.headers, answer.read()

    @contextmanager
    def as_a_file(self, name, packed):
        """(port, ETag) of a plain nginx that has these bytes as a file."""
        from tests.front import free_port, wait_for

        files = self.folder / "as-files"
        files.mkdir(exist_ok=True)
        (files / f"{name}.gz").write_bytes(packed)
        (files / name).write_bytes(gzip.decompress(packed))
        port = free_port()
        (files / "nginx.conf").write_text(STATIC % (port, files))
        command = ["nginx", "-p", str(files), "-c", str(files / "nginx.conf"), "-e", "stderr", "-g", "daemon off;"]
        process = subprocess.Popen(command)
        try:
            wait_for(port)
            with urlopen(Request(f"http://127.0.0.1:{port}/{name}", headers={"Accept-Encoding": "gzip"})) as answer:
                yield port, answer.headers["ETag"]
        finally:
            process.terminate()
            process.wait(timeout=10)

    def rate(self, port, address, headers):
        said = self.wrk(port, address, headers | {"Accept-Encoding": "gzip"})
        if refused_in(said):
            sys.exit(f"{address} at {port} was refused:\n{said}")
        return rate_in(said)

    def wrk(self, port, address, headers, more=(), *, connections=CONNECTIONS["pages"], threads=2):
        named = [option for name, value in headers.items() for option in ["-H", f"{name}: {value}"]]
        measure = ["-t", str(threads), "-c", str(connections), "-d", f"{self.seconds}s"]
        command = ["wrk", *measure, "-H", f"Host: {self.front.authority}", *named, *more]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}{address}"], capture_output=True, text=True, check=True
        )
        return done.stdout

    def say(self, what, rate, ratio, wanted):
        print(f"{what:36}{rate:>10,.0f}{ratio:>8.2f}{wanted:>8}  {'PASS' if ratio >= wanted else 'FAIL'}", flush=True)

    def memory(self):
        """MB of the site's processes, shared pages counted once (PSS)."""
        tree = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True
        )
        pids = [self.process.pid, *map(int, tree.stdout.split())]
        rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
        return sum(int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) for rollup in rollups) // 1024


def rate_in(said):
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def refused_in(said):
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return int(refused[1]) if refused else 0


if __name__ == "__main__":
    main()
