"""Mail to moderators: when one is due, and what stands in it."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from comments.excerpt import excerpt
from comments.mail_tokens import decide_token
from comments.models import Comment, Decision, DigestChoice, Notice, Report
from comments.models.digest import digest_leave_token
from comments.models.notice import LONG_WAIT, NEWS
from comments.screening.personal import IN_NAME
from comments.screening.words import in_mail
from cramps_site.lib.mail import leave_headers, letter
from cramps_site.lib.site import absolute

Kind = Notice.Kind
# Younger ones may belong to a transaction that is not over: they would be counted as told, and never be.
SETTLED = timedelta(seconds=5)
# A moderator who clears the queue as it fills is not told of each comment.
AT_ONCE_EVERY = timedelta(minutes=15)
LISTED = 10
PERSONAL = "personal"  # the beginning of the names of checks that find personal data


def work():
    """Ask for the mail that is due to moderators. True if some was."""
    now = timezone.now()
    oldest = Comment.objects.oldest_queued_at()
    return oldest is not None and sum(ask_for_mail(choice, oldest, now) for choice in choices()) > 0


def choices():
    """The DigestChoice of each moderator who can be written to, stored or not."""
    moderators = get_user_model().objects.with_perm("comments.moderate_comment").exclude(email="")
    made = {choice.moderator_id: choice for choice in DigestChoice.objects.filter(moderator__in=moderators)}
    return [made.get(moderator.pk) or DigestChoice(moderator=moderator) for moderator in moderators]


def ask_for_mail(choice, oldest, now):
    """Store at most one notice for one moderator. True if it did; False too where another worker was first."""
    if digest_is_due(choice, now):
        return asked(choice, Kind.DIGEST, now - SETTLED, now)
    if at_once_is_due(choice, oldest, now):
        return asked(choice, Kind.AT_ONCE, now - SETTLED, now)
    return reminder_is_due(choice, oldest, now) and asked(choice, Kind.REMINDER, now, now)


def digest_is_due(choice, now):
    due = choice.every is not None and (choice.told_at is None or choice.told_at + choice.every <= now)
    return due and has_news(choice, now)


def at_once_is_due(choice, oldest, now):
    """When all that waits is new, and nothing waited when the first of it came."""
    if not choice.at_once or oldest > now - SETTLED:
        return False
    if choice.told_at is not None and not choice.told_at < min(oldest, now - AT_ONCE_EVERY):
        return False
    by_someone = Q(by__isnull=False) | Q(after=Comment.Status.WITHDRAWN)
    return not Decision.objects.filter(by_someone, made_at__gt=oldest, queued_at__lt=oldest).exists()


def reminder_is_due(choice, oldest, now):
    """Once a day, of what a moderator was told of before."""
    if choice.every is None or choice.told_at is None or oldest > min(choice.told_at, now - LONG_WAIT):
        return False
    return choice.reminded_at is None or choice.reminded_at <= now - LONG_WAIT


def has_news(choice, now):
    news = Comment.objects.queued().filter(queued_at__lte=now - SETTLED)
    return (news.filter(queued_at__gt=choice.told_at) if choice.told_at else news).exists()


def asked(choice, kind, up_to, now):
    """Stamp the choice as it was read and store the notice, both or neither: of several workers one succeeds.

    Not while the last one waits for the mail server. The first mail to a moderator tells of all
    that waits, so it reminds too.
    """
    stamps = {} if kind == Kind.REMINDER else {"told_at": up_to}
    if kind == Kind.REMINDER or choice.told_at is None:
        stamps["reminded_at"] = now
    with transaction.atomic():
        row, _ = DigestChoice.objects.get_or_create(moderator=choice.moderator)
        same = DigestChoice.objects.filter(pk=row.pk, told_at=choice.told_at, reminded_at=choice.reminded_at)
        asks = not on_its_way(choice.moderator, kind) and bool(same.update(**stamps))
        if asks:
            Notice.objects.create(kind=kind, moderator=choice.moderator, asked_at=up_to)
    return asks


def on_its_way(moderator, kind):
    alike = [Kind.REMINDER] if kind == Kind.REMINDER else NEWS
    under_way = [Notice.Status.WAITING, Notice.Status.SENDING]
    return Notice.objects.filter(moderator=moderator, kind__in=alike, status__in=under_way).exists()


def digest_letter(notice):
    """The message for a claimed Notice to a moderator."""
    comments = notice.waiting_comments()
    alone = comments.filter(Q(wave=None) | Q(wave__is_split=True))
    listed = alone.in_queue_order().select_related("article", "person").prefetch_related("reasons", "reports")
    count, folded = comments.count(), comments.count() - alone.count()
    leave = absolute(reverse("comments:leave_digest", args=[digest_leave_token(notice.moderator)]))
    context = {
        "kind": notice.kind,
        "count": count,
        "urgent": comments.filter(urgent=True).count(),
        "in_all": Comment.objects.queued().count(),
        "oldest": comments.order_by("queued_at").first(),
        "items": [item(comment, notice.moderator) for comment in listed[:LISTED]],
        "more": max(0, count - folded - LISTED),
        "folded": folded,
        "cards": comments.filter(wave__is_split=False).values("wave").distinct().count(),
        "queue": absolute(queue_address()),
        "choose": absolute(reverse("digest-choice")),
        "leave": leave,
    }
    return letter("comments/letters/digest", notice.moderator.email, context, leave_headers(leave))


def queue_address():
    return reverse("admin:comments_queue_changelist")


def item(comment, moderator):
    """What stands of one comment: no words at all where personal data was noticed, among them what checks matched."""
    noticed = {reason.check_name for reason in comment.reasons.all()}
    personal = any(check.startswith(PERSONAL) for check in noticed)
    personal |= any(report.why == Report.Why.PERSONAL for report in comment.reports.all())
    return {
        "comment": comment,
        "name": "Somebody" if IN_NAME in noticed else excerpt(comment.writer),
        "words": "" if personal else excerpt(comment.words_to_decide),
        "personal": personal,
        "why": [in_mail(reason) for reason in comment.reasons.all()],
        "decide": absolute(reverse("comments:decide", args=[decide_token(moderator, comment)])),
    }
