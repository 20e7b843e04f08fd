"""What a rule would have caught among the comments that were decided last, before it is saved."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from comments.models import Comment, Decision, Status
from comments.retention import EMAIL_KEPT
from comments.screening import Draft
from comments.screening.rules import found_by

LOOKED_AT = 1000  # of the approved, and of the spam
TOO_MUCH = 0.05  # of the approved
SHOWN = 20


@dataclass
class DryRun:
    """The comments that `rule`, saved or not, finds: newest first, each with `caught`, the reader's own words."""

    rule: object
    approved: list = field(default_factory=list)
    spam: list = field(default_factory=list)
    approved_looked_at: int = 0
    spam_looked_at: int = 0

    @classmethod
    def of(cls, rule):
        run = cls(rule)
        run.approved_looked_at, run.approved = caught(rule, Status.APPROVED)
        run.spam_looked_at, run.spam = caught(rule, Status.SPAM)
        return run

    @property
    def catches_too_much(self):
        return len(self.approved) > TOO_MUCH * self.approved_looked_at

    @property
    def address_days(self):
        """For a rule that looks for addresses: after how many days they are forgotten. Else None."""
        return EMAIL_KEPT.days if self.rule.kind == self.rule.Kind.ADDRESS else None

    @property
    def shown(self):
        return self.approved[:SHOWN]

    @property
    def shown_spam(self):
        return self.spam[:SHOWN]

    @property
    def warning(self):
        did = "taken for spam" if self.rule.action == self.rule.Action.SPAM else "held"
        return (
            f"Not saved: “{self.rule.pattern}” would have {did} {len(self.approved):,} of the last"
            f" {self.approved_looked_at:,} approved {'comment' if self.approved_looked_at == 1 else 'comments'}."
        )


def caught(rule, status):
    """How many were looked at, and which of them the rule finds."""
    decisions = Prefetch("decisions", Decision.objects.select_related("by"))
    rows = Comment.objects.filter(status=status, person=None).order_by("-posted_at", "-pk")
    looked_at = list(rows.only("name", "email", "body", "status", "posted_at").prefetch_related(decisions)[:LOOKED_AT])
    found = []
    for comment in looked_at:
        draft = Draft(article=None, parent=None, name=comment.name, email=comment.email, body=comment.body)
        comment.caught = found_by(rule, draft)
        found += [comment] if comment.caught else []
    return len(looked_at), found
