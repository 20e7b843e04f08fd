"""What a moderator decided in the last minute: said in the dock, shown as lines, and still to be undone."""

from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Subquery, Value, When
from django.utils import timezone

from comments.models import Decision
from comments.models.states import UNDO_WITHIN, Status
from comments.reasons import label_for

LINES = 10
SAID = {Status.APPROVED: "Approved", Status.REJECTED: "Rejected", Status.SPAM: "Spam", Status.WAITING: "Undone"}
SAID_OF_MANY = {
    Status.APPROVED: "approved",
    Status.REJECTED: "rejected",
    Status.SPAM: "marked as spam",
    Status.WAITING: "wait again",
}


@dataclass
class Done:
    decision: Decision
    number: int = 1  # of decisions that were made at once
    undone: int = 0  # of decisions that it takes back

    @classmethod
    def alone(cls, decision):
        """Of a decision that was just made, and on one comment."""
        return cls(Decision.objects.select_related("comment__person").get(pk=decision.pk))

    @property
    def said(self):
        """As the live region says it."""
        decision, name = self.decision, self.decision.comment.writer
        if decision.undoes_id:
            many = self.undone > 1
            return f"Undone: {self.undone:,} wait again." if many else f"Undone: {name} {self.again}."
        if self.number > 1:
            return f"{self.number:,} {SAID_OF_MANY[decision.after]}."
        if decision.words == Decision.Words.REFUSED:
            return f"Edit rejected: {name}. The old words stay."
        code = f" as “{label_for(decision.code)}”" if decision.code and decision.after == Status.REJECTED else ""
        return f"{SAID[decision.after]}{code}: {name}."

    @property
    def again(self):
        return "waits again" if self.decision.after == Status.WAITING else "is as it was"

    @property
    def label(self):
        return "Edit rejected" if self.decision.words == Decision.Words.REFUSED else SAID[self.decision.after]

    @property
    def may_be_undone(self):
        decision = self.decision
        latest = decision.comment.version == decision.version + 1
        return decision.may_be_undone and latest

    @property
    def seconds_left(self):
        return max(0, int((self.decision.made_at + UNDO_WITHIN - timezone.now()).total_seconds()))

    @property
    def seconds_ago(self):
        return max(1, int((timezone.now() - self.decision.made_at).total_seconds()))


def just_done(user):
    """The Dones of the last minute by this moderator, newest first: the first one is of all, the others single."""
    of_batch = Decision.objects.of_batch(OuterRef("batch")).order_by().values("batch")
    size = Subquery(of_batch.annotate(of_all=Count("pk")).values("of_all"))
    of_undone = Decision.objects.of_batch(OuterRef("undoes__batch")).filter(undone_by__isnull=False)
    of_undone = of_undone.order_by().values("batch")
    undone = Subquery(of_undone.annotate(of_all=Count("pk")).values("of_all"))
    rows = (
        Decision.objects.filter(by=user, made_at__gte=timezone.now() - UNDO_WITHIN)
        .select_related("comment__person")
        .annotate(
            number=Case(When(batch="", then=Value(1)), default=size),
            undone=Case(When(undoes=None, then=Value(0)), When(undoes__batch="", then=Value(1)), default=undone),
        )
        .order_by("-pk")
    )
    return [Done(decision, decision.number, decision.undone) for decision in rows[: LINES + 1]]


def lines(dones):
    """Those that are shown as a line in the list."""
    return [done for done in dones if done.may_be_undone and done.number == 1][:LINES]
