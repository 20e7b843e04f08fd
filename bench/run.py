"""How fast the site answers, and takes comments: real servers on this machine.

`python bench/run.py [PART…] [--seconds 5] [--articles 5000] [--comments N]`, on the empty database at DATABASE_URL,
or on SQLite in a folder of its own. Needs nginx, openssl and wrk. The parts, all of them without a name:

    pages     pages through nginx and from the site alone, beside nginx with the same bytes as a file
    flat      an article with 5,000 comments among a million beside one with 50
    posts     comments posted by 16 at once, and whether one was lost
    visible   how long from approval to the page, at 5,000 requests a second through nginx for a minute
    away      the database stopped for half a minute under load; PostgreSQL only
    memory    of all processes, after the load before it; how long the site took to start

Rates of comments are medians of three, those of pages of three times as many seconds, by turns with what they are
compared with. What is wanted stands beside each figure.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
PARTS = ["pages", "flat", "posts", "visible", "away", "memory"]
MANY, SOME = 1_000_000, 20_000  # comments: where flatness is measured, and otherwise
READERS = 100_000  # of the newsletter


def main():
    from bench import flat, moments, pages, posts
    from bench.stack import Stack

    measure = {
        "pages": pages.pages, "flat": flat.flat, "posts": posts.posts,
        "visible": moments.visible, "away": moments.away, "memory": memory,
    }  # fmt: skip
    asked = arguments()
    parts = [part for part in PARTS if part in (asked.parts or PARTS)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cramps-bench-")))
        folder.chmod(0o755)
        site = Stack(folder, asked.seconds)
        site.fill(asked.articles, asked.comments or (MANY if "flat" in parts else SOME), READERS)
        stack.enter_context(site.running())
        print(f"\n{'':44}{'figure':>10}{'ratio':>8}{'wanted':>9}")
        for part in parts:
            measure[part](site)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    for name, default in [("seconds", 5), ("articles", 5000), ("comments", None)]:
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def memory(site):
    from bench.table import at_most

    at_most("start of the site, seconds", site.started_in, 1.5)
    web, worker, nginx = site.memory()
    at_most("two web processes and a worker, MB (PSS)", web + worker, 250)
    print(f"  the web processes {web}, the worker {worker}; nginx before them {nginx}")


if __name__ == "__main__":
    main()
