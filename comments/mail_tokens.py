"""Tokens of the links in mail about comments."""

from datetime import timedelta

from comments.models import Comment, Notice
from cramps_site.lib.tokens import dated_numbers, dated_token, signed_pk, signed_token

# What each link to leave turns off. They never expire.
SWITCHES = {Notice.Kind.DECIDED: "tell_decided", Notice.Kind.ANSWERED: "tell_answered"}
DECIDE, DECIDE_WITHIN = "comments.decide", timedelta(hours=72)
MINE, MINE_WITHIN = "comments.mine", timedelta(hours=24)


def leave_token(kind, comment):
    return signed_token(f"comments.leave.{kind}", comment.pk)


def left_by(token):
    """The Comment a link to leave is for, and the column it turns off; None, None for a link that is none."""
    for kind, switch in SWITCHES.items():
        pk = signed_pk(f"comments.leave.{kind}", token)
        if pk is not None:
            return Comment.objects.filter(pk=pk).select_related("article").first(), switch
    return None, None


def decide_token(moderator, comment):
    """For one moderator, to decide one comment as it stands now, within 72 hours."""
    return dated_token(DECIDE, moderator.pk, comment.pk, comment.version)


def decider_of(token):
    """The pk of the moderator, the pk of the comment and the version, or None."""
    return dated_numbers(DECIDE, token, count=3, max_age=DECIDE_WITHIN)


def mine_token(notice):
    """To all comments of the address that the letter goes to, within 24 hours."""
    return dated_token(MINE, notice.pk)


def known_by(token):
    """The comment by which a link to all of an address knows that address, or None."""
    [pk] = dated_numbers(MINE, token, count=1, max_age=MINE_WITHIN) or [None]
    notice = Notice.objects.filter(pk=pk, kind=Notice.Kind.MINE).select_related("comment").first()
    return notice and notice.comment
