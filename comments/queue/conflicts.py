"""Why a decision changed nothing, in words: who was first, or what the writer did meanwhile."""

from django.utils import timezone
from django.utils.timesince import timesince

from comments.models import QueuedFor, Status
from comments.reasons import label_for

ACTS = {Status.APPROVED: "approval", Status.REJECTED: "rejection", Status.SPAM: "decision"}
DONE = {
    Status.APPROVED: "approved",
    Status.REJECTED: "rejected",
    Status.SPAM: "marked as spam",
    Status.WAITING: "put back",
    Status.WITHDRAWN: "taken back",
}
SEEN = {Status.APPROVED: "Readers see it.", Status.WAITING: "It waits again."}


def who_was_first(comment, seen, last):
    """What happened since version `seen`, as a sentence. `last` is the newest row of its record, or None."""
    if comment.status == Status.WITHDRAWN:
        return f"The writer took the comment back at {clock(last.made_at)}. It cannot come back."
    if last and last.version >= seen:
        named = f", as “{label_for(last.code)}”" if last.code else ""
        now = SEEN.get(comment.status, "Readers do not see it.")
        return f"{last.who} {DONE[last.after]} this {ago(last.made_at)}{named}. {now}"
    if comment.version > seen:
        edited = comment.edited_at or comment.appealed_at
        return f"The writer changed it{f' {ago(edited)}' if edited else ''}. What you see is how it stands now."
    if comment.queued_at and comment.queued_for == QueuedFor.APPEAL:
        return "You took the first decision; a colleague decides the appeal."
    return "It stands there already."


def in_short(comment, seen, last):
    """The same as part of a sum: “2 already rejected by Ana”."""
    if comment.status == Status.WITHDRAWN:
        return "taken back by the writer"
    if last and last.version >= seen:
        return f"already {DONE[last.after]} by {last.who}"
    if comment.version > seen:
        return "edited since you looked"
    if comment.queued_at and comment.queued_for == QueuedFor.APPEAL:
        return "left to a colleague, as an appeal against you"
    return "already there"


def who_was_first_on_wave(wave):
    """What became of a wave since its version was read, as the end of a sentence."""
    if wave.is_split:
        return f"{wave.who} took the wave apart"
    if not wave.decided_as:
        return "the decision on the wave was taken back"
    followed = f", and so is what joins it until {clock(wave.follow_until)}" if wave.is_followed else ""
    return f"the wave was {DONE[wave.decided_as]} by {wave.who}{followed}"


def ago(moment):
    seconds = max(1, int((timezone.now() - moment).total_seconds()))
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'} ago"
    return f"{timesince(moment, depth=1)} ago"


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M}"
