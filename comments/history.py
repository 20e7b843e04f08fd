"""What the writer of a comment is told of its past: no name of a moderator, and nothing that changed nothing."""

from functools import cached_property

from comments.models import Decision, QueuedFor, Status


class History:
    def __init__(self, comment):
        self.comment = comment

    @cached_property
    def decisions(self):
        """Newest first, without those that were taken back."""
        rows = list(self.comment.decisions.order_by("-pk"))
        undone = {row.undoes_id for row in rows}
        return [row for row in rows if row.pk not in undone and row.undoes_id is None]

    @cached_property
    def decision(self):
        """The one by which the comment stands where it stands. None if there was none."""
        same = Status.APPROVED
        return next((row for row in self.decisions if not row.before == row.after == same), None)

    @cached_property
    def edit(self):
        """The decision on the last edit after approval, unless another waits."""
        if self.comment.proposed_body or self.comment.status != Status.APPROVED:
            return None
        judged = {Decision.Words.ACCEPTED, Decision.Words.REFUSED}
        return next((row for row in self.decisions if row.words in judged), None)

    @cached_property
    def appeal(self):
        """The decision on the appeal."""
        return next((row for row in self.decisions if row.about == QueuedFor.APPEAL), None)

    @property
    def appeal_waits(self):
        return bool(self.comment.queued_at and self.comment.queued_for == QueuedFor.APPEAL)
