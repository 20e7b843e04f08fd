"""How long the moderators' queue takes on the database that bench/fill.py filled. Prints one table.

Server time: Django's test client in this process, warm, with the session and all middleware.
"""

import os
import statistics
import sys
import time
from pathlib import Path

PAGES, DECISIONS, MANY = 60, 60, 1_000


def main():
    from django.conf import settings
    from django.test import Client

    from articles.models import User
    from comments.models import Comment

    moderator = User.objects.filter(username__startswith="moderator").first()
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(moderator)
    print(f"{Comment.objects.count():,} comments, {Comment.objects.queued().count():,} waiting")
    report("first page of the queue", pages(client))
    report("one decision", decisions(client))
    start = time.perf_counter()
    batch = dict(Comment.objects.queued().order_by("pk").values_list("pk", "version")[:MANY])
    outcome = Comment.objects._decide(batch, Comment.Status.SPAM, by=moderator, batch="bench")
    print(f"{'a decision on ' + format(len(outcome.moved), ','):<28}{time.perf_counter() - start:8.2f} s")
    start = time.perf_counter()
    undone = Comment.objects.undo(outcome.moved, by=moderator)
    print(f"{'taken back':<28}{time.perf_counter() - start:8.2f} s ({len(undone.moved):,})")


def pages(client):
    return [timed(lambda: client.get("/admin/comments/queue/")) for _ in range(PAGES)]


def decisions(client):
    from comments.models import Comment

    times = []
    for comment in Comment.objects.queued().in_queue_order()[:DECISIONS]:
        sent = {"comment": comment.pk, "version": comment.version, "decision": "approved"}
        times.append(timed(lambda sent=sent: client.post("/admin/comments/queue/decide/", sent)))
    return times


def timed(ask):
    start = time.perf_counter()
    answer = ask()
    if answer.status_code not in {200, 303}:
        sys.exit(f"Answered {answer.status_code}.")
    return (time.perf_counter() - start) * 1000


def report(name, times):
    cuts = statistics.quantiles(times, n=100)
    print(f"{name:<28}{cuts[49]:8.1f} ms p50 {cuts[94]:8.1f} ms p95")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")
    import django

    django.setup()
    main()
