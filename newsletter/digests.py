"""Letters that the site makes itself: what is new, for those who asked for one a week or a month."""

import logging
import time
from datetime import datetime, timedelta
from datetime import time as hour

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from newsletter import checks
from newsletter.audience import wanting
from newsletter.models import Frequency, Issue
from newsletter.sender.watch import may_have_gone_out

THURSDAY, NINE = 3, hour(9)
TOO_LATE = timedelta(hours=24)  # the sender's too: an issue a day late is not sent unasked
LOOK_BACK = timedelta(days=35)  # the longest time between two first Thursdays
AT_MOST = 20  # articles: of more, mailboxes would cut the letter
LOOK_AGAIN = 60  # seconds
SPAN = {Frequency.WEEKLY: "week", Frequency.MONTHLY: "month"}

log = logging.getLogger(__name__)
looked, told = {}, set()  # {slug: monotonic seconds when it was last tried}; slugs whose error is in the log


def work():
    """Schedule the digests whose time has come. True if there is one to send now."""
    return sum(make(frequency) for frequency in SPAN) > 0


def make(frequency):
    """True if this call scheduled the digest of the last due date. Its slug is unique: once, whoever asks how often."""
    due = last_due(frequency, timezone.now())
    slug = f"{frequency}-{timezone.localtime(due):%Y-%m-%d}"
    if timezone.now() - due > TOO_LATE or time.monotonic() - looked.get(slug, -LOOK_AGAIN) < LOOK_AGAIN:
        return False
    looked[slug] = time.monotonic()
    if Issue.objects.filter(slug=slug).exists() or may_have_gone_out(due):
        return False
    try:
        return schedule(frequency, due, slug)
    except IntegrityError:  # another worker was first
        return False
    except ValidationError as error:
        if slug not in told:
            log.error("The digest %s cannot go out: %s", slug, " ".join(error.messages))
        told.add(slug)
        return False


def schedule(frequency, due, slug):
    """False if nothing is new to anybody. Raises ValidationError for what the checks find."""
    articles = list(fresh(due))
    if not articles:
        return False
    with transaction.atomic():
        issue = Issue.objects.create(
            kind=Issue.Kind.DIGEST,
            frequency=frequency,
            slug=slug,
            subject=f"What is new this {SPAN[frequency]}, {day(due)}",
            preheader=f"New on {settings.SITE_NAME} since your last letter.",
            send_at=due,
        )
        for position, article in enumerate(articles):
            issue.picks.create(article=article, position=position)
        if wanting(issue).exists():
            return checks.schedule(issue, due, by=None)
        issue.delete()
        return False


def fresh(due):
    """What a digest may hold: each reader gets of it what they have not had (newsletter/audience.py)."""
    lately = Article.objects.filter(published_at__gt=due - LOOK_BACK, published_at__lte=due)
    return lately.order_by("-published_at", "-pk")[:AT_MOST]


def last_due(frequency, now):
    """The last Thursday, or first Thursday of a month, at 09:00 of the site's time, that is not after `now`."""
    today = timezone.localtime(now).date()
    day = today - timedelta(days=(today.weekday() - THURSDAY) % 7)
    if at_nine(day) > now:
        day -= timedelta(days=7)
    if frequency == Frequency.MONTHLY:
        day -= timedelta(days=(day.day - 1) // 7 * 7)
    return at_nine(day)


def at_nine(day):
    return timezone.make_aware(datetime.combine(day, NINE))


def day(moment):
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y}"
