"""When a comment may be published without a person: only where the site is open, and only for a proven sender."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from comments.discussions import discussion_of
from comments.models import Ban, Comment, QueuedFor, Status
from comments.screening.sender import UNPROVEN

LOOKED_BACK = timedelta(days=180)
ENOUGH = 2  # approved comments, and none rejected


def settle_identity(comment):
    """For when its mailbox has been proven: that it was not is no reason to wait any more."""
    comment.reasons.filter(check_name=UNPROVEN).delete()


def publish_if_trusted(comment):
    """For when its mailbox has been proven. True if it is public now; the record says that nobody decided."""
    return may_publish_alone(comment) and comment.approve(by=None, code="trusted")


def may_publish_alone(comment):
    return (
        comment.email_proven_at is not None
        and comment.status == Status.WAITING
        and comment.queued_for == QueuedFor.NEW
        and is_open(comment.article)
        and not comment.reasons.exists()
        and not Ban.objects.in_force().filter(sender_key=comment.sender_key).exists()
        and has_a_good_record(comment)
    )


def is_open(article):
    """Whether the site, or the article where it differs, says so at its age; a new site holds all."""
    discussion = discussion_of(article)
    return discussion.takes_comments and not discussion.holds_all


def has_a_good_record(comment):
    """Of this sender's other comments of 180 days, two were approved, and none was rejected or spam."""
    since = timezone.now() - LOOKED_BACK
    others = Comment.objects.of_senders([comment.sender_key]).filter(posted_at__gte=since).exclude(pk=comment.pk)
    counts = others.aggregate(
        approved=Count("pk", filter=Q(status=Status.APPROVED)),
        refused=Count("pk", filter=Q(status__in=[Status.REJECTED, Status.SPAM])),
    )
    return bool(comment.sender_key) and counts["approved"] >= ENOUGH and not counts["refused"]
