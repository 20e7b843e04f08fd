"""What a card shows of a comment. Each fact is worked out once, as the text that the template writes."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.text import Truncator, capfirst

from comments.models import Comment, QueuedFor, Status
from comments.queue.leases import colleague_with
from comments.queue.texts import Piece, changed, marked
from comments.queue.why import kind_of, why_it_waits
from comments.screening.personal import IN_NAME, pieces_of_personal_data

QUOTED_LENGTH = 300  # characters of a comment that was answered
BACK = {QueuedFor.REPORT, QueuedFor.APPEAL}


@dataclass(frozen=True)
class Chip:
    label: str
    icon: str = ""
    kind: str = ""


@dataclass
class Card:
    comment: Comment
    user: object
    history: dict = field(default_factory=dict)  # {status: how many of this sender, of late}
    record: list = field(default_factory=list)
    others: list = field(default_factory=list)  # of a wave: some more of its comments
    following: str = ""  # the anchor of the next card
    conflict: object = None  # why a decision on it changed nothing
    looked_at: datetime = field(default_factory=timezone.now)

    @cached_property
    def pk(self):
        return str(self.comment.pk)

    @cached_property
    def is_wave(self):
        return bool(
            self.comment.wave
            and not self.comment.wave.is_split
            and (self.comment.wave_size or 0) > 1
            and self.comment.queued_at
        )

    @cached_property
    def wave_size(self):
        return f"{self.comment.wave_size:,}"

    @cached_property
    def anchor(self):
        return f"cw{self.comment.wave_id}" if self.is_wave else f"c{self.pk}"

    @property
    def pick(self):
        comment = self.comment
        if self.is_wave:
            return f"w{comment.wave_id}.{comment.wave_upto}.{comment.wave.version}"
        return f"{self.pk}.{comment.version}"

    @property
    def seen(self):
        """What a decision on it says of what was read."""
        if self.is_wave:
            return {
                "wave": self.comment.wave_id,
                "version": self.comment.wave.version,
                "upto": self.comment.wave_upto,
                "looked": self.looked_at.isoformat(),
            }
        return {"comment": self.comment.pk, "version": self.comment.version}

    @cached_property
    def name(self):
        return f"the wave of {self.wave_size} comments" if self.is_wave else f"the comment of {self.writer}"

    @property
    def short_name(self):
        return "the wave" if self.is_wave else self.writer

    @cached_property
    def writer(self):
        return self.comment.writer

    @property
    def looks(self):
        """The classes of its element."""
        if self.is_wave:
            kind = " waves"
        elif self.comment.urgent and self.comment.queued_at:
            kind = " emergency"
        else:
            kind = " personal" if self.shows_personal_data else ""
        return f"card{kind}{' taken' if self.colleague else ''}"

    @property
    def chips(self):
        chips = [Chip("Wave", "i-stack", "wave")] if self.is_wave else []
        if self.comment.urgent:
            chips.append(Chip("Possible emergency", "i-care", "care"))
        if self.shows_personal_data:
            chips.append(Chip("Personal data", "i-lock", "private"))
        if self.comment.person:
            chips.append(Chip("Of the house"))
        return [*chips, *self.chip_of_state]

    @property
    def chip_of_state(self):
        if self.is_decided:
            status = self.comment.status
            icon = {Status.APPROVED: "i-yes", Status.SPAM: "i-spam"}.get(status, "i-no")
            return [Chip(self.comment.get_status_display(), icon, "ok" if status == Status.APPROVED else "no")]
        return {
            QueuedFor.EDIT: [Chip("Edited after approval", "i-pen")],
            QueuedFor.REPORT: [Chip(f"Reported by {len(self.reports)}", "i-flag")],
            QueuedFor.APPEAL: [Chip("Appeal", "i-back")],
        }.get(self.is_queued_for, [])

    @property
    def is_queued_for(self):
        return self.comment.queued_for if self.comment.queued_at else ""

    @property
    def is_edit(self):
        return bool(self.comment.proposed_body)

    @property
    def is_decided(self):
        return self.comment.queued_at is None

    @property
    def is_final(self):
        return self.comment.status == Status.WITHDRAWN

    @cached_property
    def is_own_appeal(self):
        appeal = self.is_queued_for == QueuedFor.APPEAL
        return appeal and any(d.by_id == self.user.pk and d.after == Status.REJECTED for d in self.record)

    @cached_property
    def colleague(self):
        return colleague_with(self.comment, self.user)

    @property
    def taken_at(self):
        return self.comment.leased_until

    @property
    def acts_title(self):
        if self.colleague:
            return f"{capfirst(self.name)} is open with {self.colleague}"
        if self.is_final:
            return f"{capfirst(self.name)} was withdrawn"
        return "Appeal against your decision" if self.is_own_appeal else f"Decide about {self.name}"

    @property
    def may_be_approved(self):
        return not self.stands_as(Status.APPROVED)

    @property
    def may_be_rejected(self):
        return not self.stands_as(Status.REJECTED)

    @property
    def may_be_spam(self):
        return not self.stands_as(Status.SPAM)

    def stands_as(self, status):
        return self.is_decided and self.comment.status == status

    @property
    def approve_label(self):
        if self.is_edit:
            return "Approve the edit"
        return "Keep it up" if self.is_queued_for == QueuedFor.REPORT else "Approve"

    @property
    def pieces(self):
        if self.is_edit:
            return changed(self.comment.body, self.comment.proposed_body)
        return marked(self.comment.body, self.excerpts)

    @property
    def name_pieces(self):
        if self.comment.person:
            return [Piece(self.writer)]
        return marked(self.writer, self.noticed | dict.fromkeys(self.personal_in_name, "private"))

    @property
    def excerpts(self):
        return self.noticed | dict.fromkeys(self.personal, "private")

    @cached_property
    def noticed(self):
        """What the checks matched, but for personal data, of which reasons say only what it is."""
        kinds = ((reason.excerpt, kind_of(reason)) for reason in self.reasons)
        return {words: kind or "mark" for words, kind in kinds if words and kind != "private"}

    @cached_property
    def reasons(self):
        return list(self.comment.reasons.all())

    @cached_property
    def personal(self):
        """What may be covered, where the screening noticed some: found anew, since it is kept nowhere else."""
        noticed = any(kind_of(reason) == "private" for reason in self.reasons)
        return pieces_of_personal_data(self.comment.words_to_decide) if noticed else []

    @cached_property
    def personal_in_name(self):
        """The same in the name, which nobody can cover: who approves the comment, publishes it."""
        noticed = any(reason.check_name == IN_NAME for reason in self.reasons)
        return pieces_of_personal_data(self.comment.name) if noticed else []

    @property
    def shows_personal_data(self):
        return bool(self.personal or self.personal_in_name)

    @property
    def variants(self):
        return [changed_only(self.comment.body, other.body) for other in self.others]

    @property
    def parent_words(self):
        return Truncator(self.comment.parent.body).chars(QUOTED_LENGTH)

    @property
    def why_title(self):
        if self.is_wave:
            return "Why they wait"
        if self.is_edit:
            return "Why the edit waits"
        if self.is_decided:
            return "What was noticed"
        return "Why it is back" if self.is_queued_for in BACK else "Why it waits"

    @property
    def why(self):
        return why_it_waits(self)

    @property
    def reports(self):
        return self.comment.report_rows or []

    @property
    def others_waiting(self):
        """Of the same sender, besides this one."""
        waits = self.comment.status == Status.WAITING
        return max(0, self.history.get(Status.WAITING, 0) - waits)

    @property
    def all_of_sender(self):
        """How many there are of the same sender, where this is not the only one."""
        number = sum(self.history.values())
        return f"{number:,}" if number > 1 else ""

    @property
    def sender(self):
        known = [f"{number} {word}" for status, word in TRAIL if (number := self.history_besides(status))]
        said = f"{', '.join(known)} in 180 days." if known else "First comment of this sender."
        if not self.comment.sender_key:
            said = "Nothing is known of the sender."
        return f"{said} {self.mailbox}"

    def history_besides(self, status):
        return self.history.get(status, 0) - (self.comment.status == status)

    @property
    def mailbox(self):
        if self.comment.email_proven_at:
            return "Mailbox proven."
        return "E-mail left, not proven yet." if self.comment.email else "No e-mail left."


TRAIL = [
    (Status.APPROVED, "approved"),
    (Status.REJECTED, "rejected"),
    (Status.SPAM, "spam"),
    (Status.WITHDRAWN, "withdrawn"),
    (Status.WAITING, "more waiting"),
]


def changed_only(sample, other):
    """A variant of a wave: its own words, those that differ marked as new."""
    return [piece for piece in changed(sample, other) if piece.kind != "del"] or [Piece(other)]
