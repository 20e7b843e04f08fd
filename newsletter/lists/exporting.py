"""Subscribers as rows for a file, which `import_subscribers` reads."""

from django.db.models import OuterRef, Subquery

from cramps_site.lib.spreadsheet import ROWS_AT_ONCE
from newsletter.models import Consent, ListStep, Subscriber

COLUMNS = ["email", "status", "frequency", "topics", "paused_until", "agreed_at", "confirmed_at", "agreed_to"]
WITH_ADDRESS = [status for status in Subscriber.Status if status != Subscriber.Status.ERASED]


def export(statuses, *, by=None):
    """Rows of what COLUMNS name, of the subscribers in one of `statuses`; that they were given out is recorded."""
    chosen = Subscriber.objects.filter(status__in=statuses, email__isnull=False)
    ListStep.objects.create(by=by, what=f"Exported {chosen.count():,}: {', '.join(sorted(statuses))}")
    return rows_of(chosen)


def rows_of(subscribers):
    agreed = Consent.objects.filter(subscriber=OuterRef("pk"), confirmed_at__isnull=False)
    found = subscribers.annotate(
        agreed_at=Subquery(agreed.values("given_at")[:1]), agreed_to=Subquery(agreed.values("wording")[:1])
    )
    for reader in found.prefetch_related("topics").order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
        yield (
            reader.email,
            reader.status,
            reader.frequency,
            " ".join(sorted(topic.slug for topic in reader.topics.all())),
            written(reader.paused_until),
            written(reader.agreed_at),
            written(reader.confirmed_at),
            reader.agreed_to,
        )


def written(moment):
    return moment.isoformat() if moment else None
