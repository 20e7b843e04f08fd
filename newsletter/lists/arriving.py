"""Readers whom a list brings: confirmed where somebody attested that they agreed, else asked by a letter."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from articles.models import Topic
from newsletter.models import Consent, Frequency, Letter, ListRow, Subscriber
from newsletter.models.subscriber import WORDING


def arrive(the_list, rows):
    """Make a Subscriber of each of `rows`, ListRows of whose addresses there is none. Inside a transaction."""
    now = timezone.now()
    confirmed = {"status": Subscriber.Status.CONFIRMED, "confirmed_at": now} if the_list.attestation else {}
    readers = Subscriber.objects.bulk_create(
        Subscriber(
            email=row.address,
            asked_at=now,
            frequency=row.wishes.get("frequency", Frequency.EACH),
            paused_until=moment(row.wishes.get("paused_until")),
            **confirmed,
        )
        for row in rows
    )
    arrivals = list(zip(readers, rows, strict=True))
    choose_topics(arrivals)
    Consent.objects.bulk_create(consent(the_list, reader, row, now) for reader, row in arrivals)
    if not the_list.attestation:
        ask(the_list, readers)


def moment(text):
    return datetime.fromisoformat(text) if text else None


def choose_topics(arrivals):
    topics = dict(Topic.objects.values_list("slug", "pk"))
    chosen = [
        Subscriber.topics.through(subscriber=reader, topic_id=topics[slug])
        for reader, row in arrivals
        for slug in set(row.wishes.get("topics", [])) & topics.keys()
    ]
    Subscriber.topics.through.objects.bulk_create(chosen)


def consent(the_list, reader, row, now):
    """What they agreed to elsewhere, as it was attested; or what the letter asks them to agree to."""
    attested = the_list.attestation
    return Consent(
        subscriber=reader,
        list=the_list,
        wording=attested or WORDING,
        page=f"{the_list.file_name}, line {row.line:,}",
        given_at=(moment(row.wishes.get("agreed_at")) or the_list.attested_at) if attested else now,
        confirmed_at=the_list.attested_at,
    )


def ask(the_list, readers):
    """A letter to each, no faster than issues go, so that whoever subscribes meanwhile waits for none of them."""
    before = the_list.rows.filter(fate=ListRow.Fate.IMPORTED).count()
    pace = settings.LETTERS_PER_SECOND
    gap = timedelta(seconds=1 / pace if pace else 0)
    Letter.objects.bulk_create(
        Letter(subscriber=reader, kind=Letter.Kind.INVITE, due_at=the_list.changed_at + gap * (before + place))
        for place, reader in enumerate(readers)
    )
