"""The pages behind the links in mail to moderators. No sign-in: the link is bound to one of them, and to one act."""

from django.contrib.auth import get_user_model
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comments.digests import queue_address
from comments.mail_links import link_gone
from comments.mail_tokens import decider_of
from comments.models import Comment, DigestChoice
from comments.models.digest import leaver_of
from comments.models.states import UNDO_WITHIN
from comments.reasons import REASONS
from comments.screening.words import in_words
from cramps_site.lib.headers import private
from cramps_site.lib.one_click import leaving_page
from cramps_site.lib.same_origin import same_origin_only
from cramps_site.lib.see_other import SeeOther

ACTS = {"approve": Comment.approve, "reject": Comment.reject, "spam": Comment.mark_as_spam}


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def decide(request, token):
    moderator, comment, seen = comment_for(token)
    if comment is None:
        return link_gone(request)
    if request.POST.get("do") == "undo":
        Comment.objects.undo(own_decision(moderator, comment, seen), by=moderator)
        return SeeOther(request.path)
    act, code = ACTS.get(request.POST.get("do")), request.POST.get("reason", "")
    if act is None:
        return show(request, moderator, comment, seen)
    if act is Comment.reject and code not in REASONS:
        return show(request, moderator, comment, seen, error="Choose a reason.", status=422)
    comment.version = seen
    if act(comment, by=moderator, code=code if act is Comment.reject else ""):
        return SeeOther(request.path)
    comment.refresh_from_db()
    return show(request, moderator, comment, seen, changed_nothing=True, status=409)


def comment_for(token):
    """Who may decide what, on which version. Thrice None for a link that opens nothing, or opens it no more."""
    moderator_pk, comment_pk, seen = decider_of(token) or (None, None, None)
    moderator = get_user_model().objects.filter(pk=moderator_pk, is_active=True).first()
    if moderator is None or not moderator.has_perm("comments.moderate_comment"):
        return None, None, None
    comments = Comment.objects.filter(erased_at=None).select_related("article", "person", "parent__person")
    return moderator, comments.filter(pk=comment_pk).first(), seen


def own_decision(moderator, comment, seen):
    """What this link decided and may take back for a minute, in a list: mostly empty."""
    last = comment.last_decision
    return [last] if last and last.by == moderator and last.version == seen and last.may_be_undone else []


def show(request, moderator, comment, seen, *, error="", changed_nothing=False, status=200):
    page = {
        "moderator": moderator,
        "comment": comment,
        "is_open": comment.version == seen and comment.queued_at is not None,
        "last": comment.last_decision,
        "may_undo": own_decision(moderator, comment, seen),
        "undo_seconds": UNDO_WITHIN.seconds,
        "why": [in_words(reason) for reason in comment.reasons.all()],
        "reasons": REASONS.items(),
        "error": error,
        "queue": queue_address(),
        "changed_nothing": changed_nothing,
    }
    return render(request, "comments/mail/decide.html", page, status=status)


@leaving_page("You will get no more letters about the queue.")
def leave(request, token):
    moderator = get_user_model().objects.filter(pk=leaver_of(token)).first()
    if moderator is None:
        return link_gone(request)
    if request.method == "POST":
        DigestChoice.objects.leave(moderator)
        return SeeOther(request.path)
    has_left = not DigestChoice.objects.of(moderator).wants_any
    return render(request, "comments/mail/leave_digest.html", {"has_left": has_left})
