"""Plain functions for tests of mail to moderators."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from comments.models import Comment, Decision, DigestChoice, Notice
from cramps_site.lib.append_only import opened
from tests.factories import make_comment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def arrive(body="It helped me.", *, before=timedelta(minutes=1), **fields):
    """A comment that came a while ago, long enough to be told of."""
    came = timezone.now() - before
    return make_comment(body, posted_at=came, queued_at=came, **fields)


def choose(moderator, **fields):
    return DigestChoice.objects.update_or_create(moderator=moderator, defaults=fields)[0]


def later(span):
    """All that is stored happened so much earlier: time has passed."""
    Comment.objects.update(queued_at=F("queued_at") - span)
    Notice.objects.update(asked_at=F("asked_at") - span)
    for field in ["told_at", "reminded_at"]:
        DigestChoice.objects.exclude(**{field: None}).update(**{field: F(field) - span})
    record = QuerySet(Decision)  # past the guard: only here does time pass without us
    with transaction.atomic(), opened(connection):
        record.update(made_at=F("made_at") - span, queued_at=F("queued_at") - span)


def subjects(mail_server):
    return [letter["Subject"] for letter in mail_server.letters]
