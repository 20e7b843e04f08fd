"""Comments posted by 16 at once."""

import os
import re
from functools import partial
from statistics import median

from bench.pages import broken_in, rate_in, refused_in, wrk
from bench.stack import TOP
from bench.table import at_least, at_most, none

WARMING = 2  # seconds, in which each process meets its words and statements for the first time
CLIENTS, WANTED, SLOWEST = 16, 450, 250  # a second; milliseconds
UNITS = {"us": 0.001, "ms": 1, "s": 1000}


def posts(site):
    from comments.models import Comment

    # wrk writes down where each was told its comment is.
    answered = site.folder / "answered"
    os.environ["ANSWERED"] = str(answered)
    script = ["-s", str(TOP / "bench" / "post.lua"), "--latency"]
    send = partial(wrk, site, site.port, f"{site.article}comments/", {}, script, connections=CLIENTS, threads=1)
    runs = [send(seconds=WARMING)] + [send() for _ in "123"]
    tokens = {address.split("/")[2] for address in answered.read_text().split()}
    rate = median(map(rate_in, runs[1:]))
    at_least("comments posted, a second", rate, rate / WANTED, 1)
    at_most("  p99, milliseconds", median(map(slowest_of_a_hundred, runs[1:])), SLOWEST)
    none("  refused", sum(map(refused_in, runs)), of=f" of {len(tokens):,}")
    none("  not answered", sum(map(broken_in, runs)))
    none("  answered and not stored", len(tokens - set(Comment.objects.values_list("token", flat=True))))


def slowest_of_a_hundred(said):
    """In milliseconds."""
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    return float(number) * UNITS[unit]
