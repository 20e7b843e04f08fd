"""Plain functions that make issues, editions and deliveries."""

from itertools import count

from django.utils import timezone

from newsletter.models import Delivery, Edition, Issue, Subscriber
from newsletter.rendering import rendered
from tests.subscribers import make_subscriber

number = count(1)


def issue(*articles, **fields):
    """A draft that holds `articles`, in this order."""
    name = next(number)
    made = Issue.objects.create(**{"subject": f"Issue {name}", "slug": f"issue-{name}"} | fields)
    for position, article in enumerate(articles):
        made.picks.create(article=article, position=position)
    return made


def sent_issue(*articles, **fields):
    """An issue that began to go out, with its whole edition."""
    made = issue(*articles, **{"status": "sending", "frozen_at": timezone.now()} | fields)
    edition(made)
    return made


def edition(issue, articles=None, **fields):
    """What is sent of an issue: all of it, or only `articles`."""
    chosen = issue.articles_in_order if articles is None else articles
    what = rendered(issue, chosen)
    words = {"subject": what.subject, "html": what.html, "text": what.text, "content_hash": what.content_hash}
    key = ",".join(str(article.pk) for article in chosen)[:64]
    made = Edition.objects.create(issue=issue, **{"key": key, "is_whole": articles is None} | words | fields)
    made.articles.set(chosen)
    return made


def delivery(issue, subscriber=None, **fields):
    """One that waits, to a confirmed reader."""
    reader = subscriber or make_subscriber(status=Subscriber.Status.CONFIRMED)
    fields = {"edition": issue.editions.first(), "address": reader.email or ""} | fields
    domain = fields["address"].rpartition("@")[2]
    return Delivery.objects.create(issue=issue, subscriber=reader, **{"domain": domain} | fields)
