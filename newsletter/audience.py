"""Who gets an issue: one row for each subscriber when its list is frozen, with the reason for those left out.

A reader's signature has one letter for each article of the issue, in order: `1` for those not for this reader,
because some letter brought them before. Readers with one signature share an edition.

A notice of correction goes to those who received the text, however often they want letters and about what, and
during a pause too: a pause asks for no news, and whoever read a wrong text may act on it. It holds no article.

A digest holds what may be new to somebody. Of it a reader gets what stands under the topics they chose, and
appeared since they confirmed, or in the last week or month where they confirmed after that. A weekly one that would
hold a single article waits for a second one.
"""

from collections import Counter
from datetime import timedelta
from functools import reduce
from hashlib import sha256
from operator import and_

from django.db import connection, transaction
from django.db.models import Case, CharField, Count, Exists, Func, OuterRef, Q, Value, When
from django.db.models.functions import StrIndex, Substr
from django.utils import timezone

from articles.models import Filing, SiteVersion
from newsletter.corrections import editions_with_the_text
from newsletter.models import Delivery, Edition, Frequency, Issue, Subscriber
from newsletter.models.one_at_a_time import wait_for_other_freezing
from newsletter.rendering import rendered

CANARY_FROM, CANARY_LEAST, CANARY_SHARE = 100, 50, 0.02  # recipients; recipients; of all
PERIOD = {Frequency.WEEKLY: timedelta(days=7), Frequency.MONTHLY: timedelta(days=35)}
WAITS_FOR_A_SECOND = timedelta(days=21)
Status, Excluded = Delivery.Status, Delivery.Excluded
NEVER = Q(pk__in=[])
DOMAIN = Substr("email", StrIndex("email", Value("@")) + 1)

# Materialized, so that reason and signature are worked out once a reader, not at each place that names them.
INSERT = """
INSERT INTO newsletter_delivery
  (issue_id, subscriber_id, edition_id, address, domain, status, excluded_because, is_canary, due_at,
   attempts, code, error)
WITH reader AS MATERIALIZED ({readers}),
placed AS (SELECT reader.*, ROW_NUMBER() OVER (PARTITION BY reason = '' ORDER BY id) AS place FROM reader)
SELECT %s, id,
  CASE WHEN reason = '' THEN CASE signature {editions} END END,
  CASE WHEN reason = '' THEN address ELSE '' END,
  CASE WHEN reason = '' THEN domain ELSE '' END,
  CASE WHEN reason = '' THEN 'waiting' ELSE 'excluded' END,
  reason,
  reason = '' AND place * %s / %s > (place - 1) * %s / %s,
  %s, 0, '', ''
FROM placed
"""
WHEN_SIGNED = "WHEN %s THEN CAST(%s AS BIGINT)"


def freeze(issue):
    """Turn a scheduled issue into rows, one for each subscriber. True if this call did; killed, it did nothing."""
    with transaction.atomic():
        wait_for_other_freezing()
        now = timezone.now()
        if not issue.move({Issue.Status.SCHEDULED}, Issue.Status.SENDING, frozen_at=now):
            return False
        readers = readers_by_signature(issue)
        write_rows(issue, editions(issue, readers), now, readers=readers.total())
        SiteVersion.move()
    return True


def readers_by_signature(issue):
    """Counter({signature: how many get what it says})"""
    signed = recipients(issue).values("signature").annotate(readers=Count("pk"))
    return Counter(dict(signed.values_list("signature", "readers")))


def editions(issue, signatures):
    """{signature: Edition}, and the whole one, which the archive shows."""
    articles = articles_of(issue)
    return {signature: edition(issue, articles, signature) for signature in {*signatures, "0" * len(articles)}}


def articles_of(issue):
    """What was taken back since it was picked is told to nobody."""
    if issue.kind == Issue.Kind.CORRECTION:
        return []
    return [article for article in issue.articles_in_order if article.is_published]


def edition(issue, articles, signature):
    chosen = [article for article, had in zip(articles, signature, strict=True) if had == "0"]
    what = rendered(issue, chosen)
    made = Edition.objects.create(
        issue=issue,
        key=sha256(",".join(str(article.pk) for article in chosen).encode()).hexdigest(),
        is_whole=chosen == articles,
        subject=what.subject,
        html=what.html,
        text=what.text,
        content_hash=what.content_hash,
    )
    made.articles.set(chosen)
    return made


def canary_of(readers):
    """How many are tried first; 0 for a list so short that all go at once."""
    return max(CANARY_LEAST, int(readers * CANARY_SHARE)) if readers >= CANARY_FROM else 0


def write_rows(issue, editions, now, *, readers):
    canary = canary_of(readers)
    rows = with_reasons(issue).annotate(address=Substr("email", 1), domain=DOMAIN)
    sql, of_readers = rows.order_by().values("id", "reason", "signature", "address", "domain").query.sql_with_params()
    of_editions = [value for signature, made in editions.items() for value in [signature, made.pk]]
    of_all = max(readers, 1)
    due = Delivery._meta.get_field("due_at").get_db_prep_save(now, connection)
    insert = INSERT.format(readers=sql, editions=" ".join([WHEN_SIGNED] * len(editions)))
    with connection.cursor() as cursor:
        cursor.execute(insert, [*of_readers, issue.pk, *of_editions, canary, of_all, canary, of_all, due])
        issue.on_the_list = cursor.rowcount
        if connection.vendor == "postgresql":
            cursor.execute(
                "ANALYZE newsletter_delivery"
            )  # else it takes the new rows for few, and sorts them to find one
    issue.canary_passed_at = None if canary else now
    issue.save(update_fields=["on_the_list", "canary_passed_at"])
    if issue.deliveries.filter(status=Status.WAITING, edition=None).exists():
        raise ListChanged("The list changed while it was frozen: all of it is undone, and the worker begins anew.")


class ListChanged(Exception):
    """Between two statements a reader became one for whom no edition was made."""


def ledger(issue):
    """{status, or reason of those left out: how many}. Sums to the number of rows. Both are read from indexes alone."""
    rows = issue.deliveries.order_by()
    states = dict(rows.values_list("status").annotate(Count("pk")))
    states.pop(Status.EXCLUDED, None)
    left_out = rows.filter(status=Status.EXCLUDED).values_list("excluded_because").annotate(Count("pk"))
    return states | dict(left_out)


def wanting(issue):
    """The Subscribers who would get an issue, were it frozen now."""
    return recipients(issue)


def recipients(issue):
    return with_reasons(issue).filter(reason="")


def with_reasons(issue):
    """All Subscribers, each with `reason` (empty for those who get it) and `signature`."""
    articles = articles_of(issue)
    readers = Subscriber.objects.order_by().alias(topics_chosen=Exists(topics_of_reader()))
    signed = readers.annotate(signature=signature(issue, articles))
    return signed.annotate(reason=Case(*reasons(issue, articles), default=Value(""), output_field=CharField()))


def reasons(issue, articles):
    """Each reason to leave a reader out, in the order in which they are told."""
    yield left_out(Excluded.UNCONFIRMED, status=Subscriber.Status.PENDING)
    yield left_out(Excluded.LEFT, status=Subscriber.Status.UNSUBSCRIBED)
    yield left_out(Excluded.SUPPRESSED, status=Subscriber.Status.SUPPRESSED)
    yield left_out(Excluded.ERASED, status=Subscriber.Status.ERASED)
    if issue.kind == Issue.Kind.CORRECTION:
        yield left_out(Excluded.NOT_RECEIVED, ~brought_by(editions_with_the_text(issue.correction), Delivery.RECEIVED))
        return
    yield left_out(Excluded.PAUSED, paused_until__gt=timezone.now())
    yield left_out(Excluded.FREQUENCY, ~Q(frequency=issue.frequency))
    yield left_out(Excluded.TOPIC, other_topics(wanted_topics(issue, articles)))
    if articles:
        yield left_out(Excluded.HAD_IT, reduce(and_, [not_for_reader(issue, article) for article in articles]))
    if issue.kind == Issue.Kind.DIGEST and issue.frequency == Frequency.WEEKLY:
        yield left_out(Excluded.THIN, thin(issue, articles))


def thin(issue, articles):
    """Of the digest one article alone is for the reader, and it may wait for a second: for three weeks, and not with
    who confirmed since the last digest, to whom it would be old by the next one.
    """
    due = issue.send_at or timezone.now()
    alone = [
        "1" * place + "0" + "1" * (len(articles) - place - 1)
        for place, article in enumerate(articles)
        if article.published_at > due - WAITS_FOR_A_SECOND
    ]
    return Q(signature__in=alone, confirmed_at__lte=due - PERIOD[Frequency.WEEKLY])


def left_out(reason, *conditions, **fields):
    return When(*conditions, **fields, then=Value(reason.value))


def wanted_topics(issue, articles):
    """A reader must have chosen one of these, if any; None if it is for all."""
    if issue.topic_id:
        return [issue.topic_id]
    return topics_of(articles) if issue.kind == Issue.Kind.DIGEST else None


def topics_of(articles):
    return list(Filing.objects.filter(article__in=articles).values_list("topic", flat=True).distinct())


def other_topics(topics):
    """The reader chose topics, and none of these."""
    if topics is None:
        return NEVER
    return Q(topics_chosen=True) & ~Exists(topics_of_reader().filter(topic__in=topics))


def topics_of_reader():
    return Subscriber.topics.through.objects.filter(subscriber=OuterRef("pk"))


def signature(issue, articles):
    letters = [Case(When(not_for_reader(issue, article), then=Value("1")), default=Value("0")) for article in articles]
    return Joined(*letters, Value(""), output_field=CharField())


class Joined(Func):
    """Strings one after another. Concat nests them in pairs, which SQLite's parser bears for a few only."""

    arg_joiner, template = " || ", "(%(expressions)s)"


def not_for_reader(issue, article):
    if issue.kind != Issue.Kind.DIGEST:
        return had(article)
    is_old = article.published_at < (issue.send_at or timezone.now()) - PERIOD[issue.frequency]
    before_their_time = Q(confirmed_at__gt=article.published_at) if is_old else NEVER
    return had(article) | other_topics(topics_of([article])) | before_their_time


def had(article):
    return brought_by(Edition.objects.filter(articles=article), Delivery.HAD)


def brought_by(editions, statuses, *, reader="pk"):
    """Whether a row's `reader` has a delivery of one of `editions` in one of `statuses`.

    Asked by issue, too, of which there are few: a reader has a row for each that ever was.
    """
    holding = list(editions.values_list("pk", "issue"))
    letters = Delivery.objects.filter(
        issue__in={issue for _, issue in holding},
        subscriber=OuterRef(reader),
        edition__in=[pk for pk, _ in holding],
        status__in=statuses,
    )
    return Q(Exists(letters)) if holding else NEVER
