"""How long the moderators' queue takes on the database that bench/fill.py filled. Prints one table.

Server time: Django's test client in this process, warm, with the session and all middleware. Beside the clock stands
the processor's time of this process, which other work on the machine disturbs less; the database's own is not in it.
"""

import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGES, DECISIONS, MANY = 60, 60, 10_000
CARD = "text/vnd.cramps.card"
QUEUE = "/admin/comments/queue/"
STOPPED_AFTER = 3  # thousands, of the ten


def main():
    from django.db import connection

    from articles.models import User
    from comments.models import Comment

    moderators = list(User.objects.filter(username__startswith="moderator").order_by("pk")[:2])
    if len(moderators) < 2 or Comment.objects.queued().count() < MANY:
        sys.exit(f"Fill the database first: python bench/fill.py. At least {MANY:,} comments must wait.")
    desk, other = (signed_in(moderator) for moderator in moderators)
    waiting = Comment.objects.queued().count()
    print(f"{connection.vendor}: {Comment.objects.count():,} comments, {waiting:,} waiting")
    print(f"{'':<34}{'p50':>10}{'p95':>10}{'processor':>12}{'queries':>9}")
    report("first page of the queue", [measured(lambda: desk.get(QUEUE)) for _ in range(PAGES)])
    report("second page", [measured(lambda page=page: desk.get(page)) for page in [second_page(desk)] * PAGES])
    report("next, and its page", [measured(lambda: desk.post(f"{QUEUE}next/", follow=True)) for _ in range(PAGES)])
    report("one decision, by the script", decisions(desk))
    many(desk, other)


def signed_in(moderator):
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(moderator)
    return client


def second_page(desk):
    return f"{QUEUE}?after={desk.get(QUEUE).context_data['next']}"


def decisions(desk):
    """One by one, as the script of the page sends them."""
    from comments.models import Comment

    times = []
    for comment in Comment.objects.queued().in_queue_order()[:DECISIONS]:
        sent = {"comment": comment.pk, "version": comment.version, "decision": "approved"}
        times.append(measured(lambda sent=sent: desk.post(f"{QUEUE}decide/", sent, headers={"Accept": CARD})))
    return times


def many(desk, other):
    """All that waits for 12 hours: ten steps of a thousand, by two browsers, since the first is closed on the way."""
    from comments.models import Decision

    begin = {"select": "all", "sure": "on", "decision": "spam", "here": "age=12"}
    steps, answer = [], None

    def step(client, sent):
        nonlocal answer
        answer = client.post(f"{QUEUE}decide-many/", sent)
        return answer

    steps.append(measured(lambda: step(desk, begin)))
    while len(steps) < MANY // 1_000:
        job = parse_qs(urlsplit(answer["Location"]).query)["job"][0]
        client = desk if len(steps) < STOPPED_AFTER else other
        steps.append(measured(lambda client=client, job=job: step(client, {"job": job})))
    report("a decision on 1,000", steps)
    batch = Decision.objects.order_by("-pk").values_list("batch", flat=True)[0]
    of_batch = Decision.objects.filter(batch=batch)
    decided, comments = of_batch.count(), of_batch.values("comment").distinct().count()
    print(f"{len(steps)} of them, the first browser closed after {STOPPED_AFTER}: {decided:,} decisions", end=" ")
    print(f"on {comments:,} comments in {sum(each.clock for each in steps) / 1_000:.1f} s")
    report("the page that tells of 10,000", [measured(lambda: other.get(answer["Location"])) for _ in range(5)])


@dataclass(frozen=True)
class Measured:
    clock: float  # milliseconds, as the next two
    processor: float
    queries: int


def measured(ask):
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        clock, processor = time.perf_counter(), time.process_time()
        answer = ask()
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
    if getattr(answer, "status_code", 200) not in {200, 303}:
        sys.exit(f"Answered {answer.status_code}.")
    return Measured(clock * 1_000, processor * 1_000, len(captured))


def report(name, each):
    cuts = statistics.quantiles([one.clock for one in each], n=100)
    processor = statistics.median(one.processor for one in each)
    queries = max(one.queries for one in each)
    print(f"{name:<34}{cuts[49]:>7.1f} ms{cuts[94]:>7.1f} ms{processor:>9.1f} ms{queries:>9}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")
    import django

    django.setup()
    main()
