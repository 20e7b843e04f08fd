"""The page of one comment: its card with the same buttons as in the queue, and the record below."""

from comments.models import Comment
from comments.queue.gathering import cards_of, shown
from comments.queue.pages import respond


def comment_page(request, comment, *, answers_as, sees_all):
    """`answers_as` is the Person as whom this user may answer it; `sees_all` is of who may see more than readers do."""
    may_decide = request.user.has_perm("comments.moderate_comment")
    [card] = cards_of(list(shown(Comment.objects.filter(pk=comment.pk))), request.user)
    record = comment.decisions.select_related("by").order_by("-made_at", "-pk")
    return respond(
        request, "comment.html", f"Comment of {comment.writer}", card=card, record=record, answers_as=answers_as,
        may_decide=may_decide, sees_all=sees_all, here="", from_page="page",
    )  # fmt: skip
