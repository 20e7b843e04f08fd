"""Plain functions for tests of who gets an issue."""

from django.utils import timezone

from newsletter import audience
from tests.issues import issue
from tests.subscribers import make_subscriber


def scheduled(*articles, **fields):
    return issue(*articles, **{"status": "scheduled", "send_at": timezone.now()} | fields)


def reader(name, **fields):
    return make_subscriber(f"{name}@example.org", **{"status": "confirmed"} | fields)


def became_of(issue):
    """{name of the reader: status, or why left out}"""
    rows = issue.deliveries.select_related("subscriber")
    return {str(row.subscriber).partition("@")[0]: row.excluded_because or row.status for row in rows}


def send(issue):
    """Freeze it, and all that waits arrives."""
    audience.freeze(issue)
    issue.deliveries.filter(status="waiting").update(status="sent")


def titles(issue, name):
    row = issue.deliveries.get(subscriber__email=f"{name}@example.org")
    return [article.title for article in row.edition.articles.order_by("pk")] if row.edition else []
