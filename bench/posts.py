"""Comments posted by 16 at once."""

import re

from bench.pages import rate_in, refused_in, wrk
from bench.stack import TOP
from bench.table import at_least, at_most, none

CLIENTS, WANTED, SLOWEST = 16, 450, 250  # a second; milliseconds
UNITS = {"us": 0.001, "ms": 1, "s": 1000}


def posts(site):
    from comments.models import Comment

    before = Comment.objects.count()
    script = ["-s", str(TOP / "bench" / "post.lua"), "--latency"]
    said = wrk(site, site.port, f"{site.article}comments/", {}, script, connections=CLIENTS, threads=1)
    taken, refused = int(re.search(r"(\d+) requests in", said)[1]), refused_in(said)
    stored = Comment.objects.count() - before
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    at_least("comments posted, a second", rate_in(said), rate_in(said) / WANTED, 1)
    at_most("  p99, milliseconds", float(number) * UNITS[unit], SLOWEST)
    none("  refused", refused, of=f" of {taken:,}")
    none("  answered and not stored", max(0, taken - refused - stored))
