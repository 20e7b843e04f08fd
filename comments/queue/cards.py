"""What a card shows of a comment, gathered for a whole page by a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, pairwise

from django.db.models import Count, Max, OuterRef, Prefetch, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.text import Truncator

from comments.models import Ban, Comment, Decision, QueuedFor, Reason, Report, Status
from comments.queue.leases import colleague_with
from comments.queue.texts import Piece, changed, marked
from comments.reasons import label_for
from comments.screening.checks import EMERGENCY
from comments.screening.words import in_words
from cramps_site.lib.subqueries import json_rows

LOOKED_BACK = timedelta(days=180)
QUOTED_LENGTH = 300  # characters of a comment that was answered
VARIANTS = 3
PERSONAL = "personal"  # how the names of checks for personal data begin
BACK = {QueuedFor.REPORT, QueuedFor.APPEAL}


def shown(comments):
    """With all that a card needs of the row and of what stands beside it."""
    bans = Ban.objects.in_force().filter(sender_key=OuterRef("sender_key")).exclude(sender_key="")
    wave = Comment.objects.queued().filter(wave=OuterRef("wave")).order_by().values("wave")
    return (
        comments.select_related("article", "person", "parent__person", "leased_by", "wave")
        .defer("article__body", "article__body_html")
        .annotate(
            banned_until=Subquery(bans.values("until")[:1]),
            report_rows=json_rows(Report.objects.all(), ["why", "words"], comment="pk"),
            wave_size=Subquery(wave.annotate(number=Count("pk")).values("number")),
            wave_upto=Subquery(wave.annotate(newest=Max("pk")).values("newest")),
        )
        .prefetch_related(Prefetch("reasons", Reason.objects.order_by("-weight", "pk")))
    )


@dataclass
class Why:
    """One line of why it waits. `kind` is that of a Piece."""

    text: str
    kind: str = ""
    rule: int | None = None


@dataclass
class Card:
    comment: Comment
    user: object
    history: dict = field(default_factory=dict)  # {status: how many of this sender, of late}
    record: list = field(default_factory=list)
    others: list = field(default_factory=list)  # of a wave: some more of its comments
    following: str = ""  # the anchor of the next card
    conflict: object = None  # why a decision on it changed nothing

    @property
    def is_wave(self):
        return bool(
            self.comment.wave
            and not self.comment.wave.is_split
            and (self.comment.wave_size or 0) > 1
            and self.comment.queued_at
        )

    @property
    def anchor(self):
        return f"cw{self.comment.wave_id}" if self.is_wave else f"c{self.comment.pk}"

    @property
    def pick(self):
        comment = self.comment
        return f"w{comment.wave_id}.{comment.wave_upto}" if self.is_wave else f"{comment.pk}.{comment.version}"

    @property
    def name(self):
        return f"the wave of {self.comment.wave_size:,} comments" if self.is_wave else f"the comment of {self.writer}"

    @property
    def writer(self):
        return self.comment.writer

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

    @property
    def is_own_appeal(self):
        appeal = self.is_queued_for == QueuedFor.APPEAL
        return appeal and any(d.by_id == self.user.pk and d.after == Status.REJECTED for d in self.record)

    @property
    def colleague(self):
        return colleague_with(self.comment, self.user)

    @property
    def taken_at(self):
        return self.comment.leased_until

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
    def excerpts(self):
        return {reason.excerpt: kind_of(reason) or "mark" for reason in self.reasons if reason.excerpt}

    @property
    def reasons(self):
        return self.comment.reasons.all()

    @property
    def personal(self):
        """The reasons whose words may be covered."""
        return [reason for reason in self.reasons if kind_of(reason) == "private" and reason.excerpt]

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
        lines = [Why(in_words(reason), kind_of(reason), reason.rule_id) for reason in self.reasons]
        lines = [*self.why_back, *lines]
        if self.comment.put_last and self.comment.guess_words:
            words = ", ".join(f"“{word}”" for word in self.comment.guess_words)
            lines.append(Why(f"The model puts it last for {words}"))
        return lines or [Why("Nothing noticed")]

    @property
    def why_back(self):
        kind = self.is_queued_for
        if kind == QueuedFor.EDIT:
            return [Why(f"Edited after approval{self.by_whom(Status.APPROVED)}; readers see the old words until then")]
        if kind == QueuedFor.REPORT:
            return [*self.why_reported, Why(f"Approved{self.by_whom(Status.APPROVED)}; it stays up until you decide")]
        if kind == QueuedFor.APPEAL:
            against = self.last(Status.REJECTED)
            named = f" against “{label_for(against.code)}” ({against.who}, {day(against.made_at)})" if against else ""
            return [Why(f"Appeal{named}. The writer says: “{self.comment.appeal}”")]
        return []

    @property
    def why_reported(self):
        reports = sorted(self.comment.report_rows or [], key=lambda report: report["why"])
        kinds = groupby(Report.Why(report["why"]).label for report in reports)
        said = ", ".join(f"“{kind}” ({len(list(same))})" for kind, same in kinds)
        number = len(reports)
        lines = [Why(f"Reported by {number} reader{'' if number == 1 else 's'}{': ' if said else ''}{said}")]
        return lines + [Why(f"One of them wrote: “{report['words']}”") for report in reports if report["words"]]

    def last(self, status):
        return next((decision for decision in reversed(self.record) if decision.after == status), None)

    def by_whom(self, status):
        last = self.last(status)
        return f" by {last.who}, {day(last.made_at)}" if last else ""

    @property
    def reported(self):
        return len(self.comment.report_rows or [])

    @property
    def others_waiting(self):
        """Of the same sender, besides this one."""
        waits = self.comment.status == Status.WAITING
        return max(0, self.history.get(Status.WAITING, 0) - waits)

    @property
    def earlier(self):
        """How many of the same sender there are besides this one."""
        return max(0, sum(self.history.values()) - 1)

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


def kind_of(reason):
    if reason.check_name == EMERGENCY:
        return "care"
    return "private" if reason.check_name.startswith(PERSONAL) else ""


def day(moment):
    return f"{timezone.localtime(moment):%-d %B}"


def changed_only(sample, other):
    """A variant of a wave: its own words, those that differ marked as new."""
    return [piece for piece in changed(sample, other) if piece.kind != "del"] or [Piece(other)]


def cards_of(comments, user):
    """A Card for each, in their order, each knowing which follows."""
    cards = [Card(comment, user) for comment in comments]
    add_history(cards)
    add_record([card for card in cards if card.is_queued_for in {QueuedFor.EDIT, *BACK} or card.is_decided])
    add_variants([card for card in cards if card.is_wave])
    for card, following in pairwise(cards):
        card.following = following.anchor
    return cards


def add_history(cards):
    keys = {card.comment.sender_key for card in cards} - {""}
    since = timezone.now() - LOOKED_BACK
    rows = Comment.objects.of_senders(keys).filter(posted_at__gte=since).order_by()
    for key, status, number in rows.values_list("sender_key", "status").annotate(number=Count("pk")) if keys else []:
        for card in cards:
            if card.comment.sender_key == key:
                card.history[status] = number


def add_record(cards):
    if not cards:
        return
    of = {card.comment.pk: card for card in cards}
    for decision in Decision.objects.filter(comment__in=of).select_related("by").order_by("made_at", "pk"):
        of[decision.comment_id].record.append(decision)


def add_variants(cards):
    """Of each wave some comments more, besides the one that the card shows."""
    of = {card.comment.wave_id: card for card in cards}
    if not of:
        return
    waiting = Comment.objects.queued().filter(wave__in=of).exclude(pk__in=[card.comment.pk for card in cards])
    place = Window(RowNumber(), partition_by="wave_id", order_by="pk")
    for other in waiting.annotate(place=place).filter(place__lte=VARIANTS).order_by("pk"):
        of[other.wave_id].others.append(other)
