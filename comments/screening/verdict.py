"""All checks run, all reasons are kept; a check that fails holds the comment."""

import logging
from dataclasses import dataclass, field

from comments.models import Comment, Reason
from comments.models.reason import EXCERPT_LENGTH
from comments.plain_text import tidy
from comments.screening.checks import CHECKS, EMERGENCY
from comments.screening.noticed import Noticed
from comments.waves import Near, fold

log = logging.getLogger(__name__)
FIRST = {"urgent": True, "put_last": False, "wave": None}  # how an emergency waits: by itself


@dataclass
class Verdict:
    reasons: list = field(default_factory=list)
    near: Near | None = None  # what says almost the same, unless it could not be found out

    @property
    def is_spam(self):
        return any(reason.spam for reason in self.reasons)

    @property
    def meets_others(self):
        """Whether the comment may join others, in a wave."""
        return bool(self.near and self.near.same)

    def noticed(self, check):
        return any(reason.check == check for reason in self.reasons)

    def apply_to(self, comment):
        """Store the reasons with a comment that was just stored, and what follows. Returns its near keys, to store."""
        self.note_on(comment)
        if self.is_spam:
            comment.mark_as_spam(by=None, code="banned" if self.noticed("banned") else "screening")
            return []
        return fold(comment, self.near) if self.near is not None else []

    def note_on(self, comment):
        """Store the reasons for a person to see. Most have none."""
        if not self.reasons:
            return
        Reason.objects.bulk_create(
            Reason(
                comment=comment,
                check_name=noticed.check,
                rule=noticed.rule,
                excerpt=excerpt_of(noticed),
                weight=noticed.weight,
            )
            for noticed in self.reasons
        )
        if self.noticed(EMERGENCY):
            Comment.objects.filter(pk=comment.pk).update(**FIRST)
            comment.urgent = True


def excerpt_of(noticed):
    """On one line, for a person to read. Not what `plain_text` makes of it: HTML is what some checks find."""
    return " ".join(tidy(noticed.excerpt[: 2 * EXCERPT_LENGTH]).split())[:EXCERPT_LENGTH]


def screen(draft):
    """The Verdict on a Draft."""
    verdict = Verdict()
    for name, check in CHECKS.items():
        try:
            verdict.reasons += check(draft)
        except Exception:
            log.exception("The check %s failed; a person decides", name)
            verdict.reasons.append(Noticed("check_failed", name, weight=5))
    if not any(noticed.check == "check_failed" and noticed.excerpt == "near_duplicate" for noticed in verdict.reasons):
        verdict.near = draft.near
    return verdict
