"""The servers of one site on this machine, as in production: two web processes, a worker, nginx in front."""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

TOP = Path(__file__).resolve().parent.parent


class Stack:
    """`article` is the address of the busiest one, `quiet` of one with no more comments than that one's page shows.

    These are fifty threads, of which some have replies.
    """

    def __init__(self, folder, seconds):
        from tests.front import Front, free_port

        self.folder, self.seconds, self.port = folder, seconds, free_port()
        self.front = Front(folder / "front", [self.port], files=folder, tls=False)
        os.environ |= {
            "DATA_DIR": str(folder),
            "SITE_URL": f"http://{self.front.authority}",
            "SECRET_KEY": "a-key-for-benches-only-" * 4,
            "TRUSTED_PROXY_COUNT": "1",
            "MALLOC_ARENA_MAX": "2",
            "DJANGO_SETTINGS_MODULE": "cramps_site.settings",
        }

    def fill(self, articles, comments, subscribers):
        run("manage.py", "migrate", "--verbosity", "0")
        run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        sizes = [f"--articles={articles}", f"--comments={comments}", f"--subscribers={subscribers}"]
        run("bench/fill.py", "--waiting=100", *sizes)
        import django

        django.setup()
        from articles.models import Article
        from comments.counting import count as count_figures
        from comments.models import Decision, LearnedModel
        from comments.models.discussion import SiteDiscussion
        from comments.scoring.model import SpamModel
        from comments.threads import thread_page
        from tests.factories import make_article, make_comment

        # As many as come: it is measured how fast they are taken, not how they are held back.
        SiteDiscussion(brake_per_minute=32_767).save()
        # As on a site whose worker keeps up: while we measure it does not learn from, nor count, a million decisions,
        # nor forget what has been due since the oldest row was made.
        LearnedModel.objects.create(weights=SpamModel().weights, learned_up_to=Decision.objects.latest("pk").pk)
        count_figures()
        run("manage.py", "worker", "--once")
        os.sync()  # or the system writes down what was filled while pages are asked for
        busiest = Article.objects.get(slug=f"article-{articles - 1}")
        people, topics = busiest.authors_in_order, busiest.topics_in_order
        quiet = make_article("A quiet one", body=busiest.body, authors=people, topics=topics)
        for thread in thread_page(busiest).threads:
            first = make_comment(thread.first.body, article=quiet, name=thread.first.name, status="approved")
            for reply in thread.replies:
                make_comment(reply.body, article=quiet, name=reply.name, status="approved", parent=first)
        self.article, self.quiet = busiest.get_absolute_url(), quiet.get_absolute_url()

    @contextmanager
    def running(self):
        from tests.front import wait_for

        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2"]
        options += ["--blocking-threads", "8", "--no-ws", "--log-level", "error", "cramps_site.wsgi:application"]
        start = time.monotonic()
        self.processes = [subprocess.Popen([sys.executable, "-m", "granian", *options], cwd=TOP)]
        try:
            wait_for(self.port)
            self.get("/healthz")
            self.started_in = time.monotonic() - start
            self.processes.append(subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=TOP))
            with self.front:
                yield
        finally:
            for process in self.processes:
                process.terminate()
            for process in self.processes:
                process.wait(timeout=30)

    def get(self, address, port=None):
        """(headers, body) of the page, gzipped, as the site gives it."""
        asked = Request(
            f"http://127.0.0.1:{port or self.port}{address}",
            headers={"Host": self.front.authority, "Accept-Encoding": "gzip"},
        )
        with urlopen(asked) as answer:
            return answer.headers, answer.read()

    def memory(self):
        """MB of the web processes, of the worker, of nginx; shared pages counted once (PSS)."""
        return [pss_of(process.pid) for process in [*self.processes, self.front.process]]


def run(*command):
    subprocess.run([sys.executable, *command], cwd=TOP, check=True)


def pss_of(pid):
    """Of a process and its children."""
    tree = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in [pid, *map(int, tree.stdout.split())]]
    return sum(int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) for rollup in rollups) // 1024
