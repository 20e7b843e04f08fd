"""The one door through which the state of comments changes, for one and for thousands. Each change is recorded."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.utils import timezone

from articles.models import Article
from comments.models.decision import Decision
from comments.models.notice import Notice
from comments.models.states import QueuedFor, Status

NOTHING = Value("", TextField())
FREE = {"leased_by": None, "leased_until": None}


class PastTheDoor(TypeError):
    """The status of a comment was to be changed without a record."""

    def __init__(self):
        super().__init__("The status of comments changes by comments/models/door.py, which records who and why.")


@dataclass
class Outcome:
    """What came of it: the rows of the record, and the comments left as they were, as they stand now."""

    moved: list = field(default_factory=list)
    refused: list = field(default_factory=list)


@transaction.atomic
def decide(comments, seen, status, *, by, code="", reason="", batch="", body=None, made_at=None):
    """Move comments to `status`, and record who, when and why. A fixed number of queries for any number.

    `comments` is a QuerySet without limits, `seen` {pk: version that was read}. Refused, and left
    as it is, is what was decided or changed since, was withdrawn, stands there already and needs
    nobody, or is an appeal against a decision of `by`. Of an edit that waits under an approved
    comment, approving shows the new words and rejecting leaves the old ones. `body` replaces the
    words of one comment in the same step: personal data covered. `made_at` is for what was decided
    elsewhere, before it came here: a time, or a function of the comment. Returns an Outcome.
    """
    rows = list(locked(comments, seen))
    own = appeals_against(by, rows)
    outcome = Outcome()
    for row in rows:
        allowed = row.version == seen[row.pk] and may_become(row, status) and row.pk not in own
        (outcome.moved if allowed else outcome.refused).append(row)
    if outcome.moved:
        why = {"by": by, "code": code, "reason": reason, "batch": batch, "made_at": made_at or timezone.now()}
        outcome.moved = write(comments, outcome.moved, status, body, why)
    return outcome


def locked(comments, pks):
    """By PostgreSQL's FOR UPDATE; on SQLite the transaction is IMMEDIATE, so that nobody else writes."""
    return comments.filter(pk__in=pks).select_for_update(no_key=True).order_by("pk")


def appeals_against(user, rows):
    """The comments among `rows` whose appeal is against what `user` decided: a colleague judges it."""
    appeals = [row.pk for row in rows if user and row.queued_at and row.queued_for == QueuedFor.APPEAL]
    if not appeals:
        return set()
    rejections = Decision.objects.filter(comment__in=appeals, after=Status.REJECTED, by=user)
    return set(rejections.values_list("comment_id", flat=True))


def may_become(row, status):
    if row.status == Status.WITHDRAWN or status == Status.WAITING:
        return False
    return row.status != status or row.queued_at is not None


def write(comments, rows, status, body, why):
    decisions = [record_of(row, status, body, why) for row in rows]
    refused_edits = [d.comment_id for d in decisions if d.words == Decision.Words.REFUSED]
    changes = FREE | {"version": F("version") + 1, "queued_at": None, "status": Value(status)}
    if refused_edits:
        changes |= {"status": Case(When(pk__in=refused_edits, then=F("status")), default=Value(status))}
    if status == Status.APPROVED:
        new = When(pk__in=[d.comment_id for d in decisions if d.words == Decision.Words.ACCEPTED], then=Value(False))
        changes |= {"kept": Case(new, When(queued_for=QueuedFor.REPORT, then=Value(True)), default=F("kept"))}
    changes |= words_after(decisions, body)
    update_exactly(comments, rows, changes)
    return recorded(rows, decisions)


def record_of(row, status, body, why):
    """What the record will say of it."""
    edit = bool(row.proposed_body) and row.status == Status.APPROVED
    words, after = Decision.Words.AS_THEY_WERE, status
    if body is not None:
        words = Decision.Words.COVERED
    elif edit and status == Status.APPROVED:
        words = Decision.Words.ACCEPTED
    elif edit and status == Status.REJECTED:
        words, after = Decision.Words.REFUSED, row.status
    if callable(why["made_at"]):
        why = why | {"made_at": why["made_at"](row)}
    return Decision(
        comment=row, before=row.status, after=after, version=row.version, about=row.queued_for if row.queued_at else "",
        words=words, queued_at=row.queued_at, **why,
    )  # fmt: skip


def words_after(decisions, body):
    """Columns of words. The words before are kept aside, so that undoing brings them back."""
    accepted = [d.comment_id for d in decisions if d.words == Decision.Words.ACCEPTED]
    refused = [d.comment_id for d in decisions if d.words == Decision.Words.REFUSED]
    if body is not None:
        return {"former_body": F("body"), "body": body, "proposed_body": "", "covered_at": timezone.now()}
    if not accepted and not refused:
        return {}
    new, old = When(pk__in=accepted, then=F("proposed_body")), When(pk__in=accepted, then=F("body"))
    return {
        "former_body": Case(old, When(pk__in=refused, then=F("proposed_body")), default=F("former_body")),
        "body": Case(new, default=F("body")),
        "proposed_body": Case(When(pk__in=[*accepted, *refused], then=NOTHING), default=F("proposed_body")),
    }


def update_exactly(comments, rows, changes):
    """One conditional UPDATE, on each row's version."""
    pks = {}
    for row in rows:
        pks.setdefault(row.version, []).append(row.pk)
    same = Q()
    for version, of_version in pks.items():
        same |= Q(version=version, pk__in=of_version)
    if QuerySet.update(comments.filter(same), **changes) != len(rows):
        raise RuntimeError("A comment changed while its row was locked.")


def recorded(rows, decisions):
    """Store what was decided, tell whom it concerns later, and let the pages know."""
    Decision.objects._record(decisions)
    Notice.objects.announce(decisions)
    shown = {d.comment.article_id for d in decisions if Status.APPROVED in {d.before, d.after}}
    Article.objects.filter(pk__in=shown).touch()
    return decisions


@transaction.atomic
def undo(comments, decisions, *, by):
    """Take decisions of the last minute back, each by a row of its own. Returns an Outcome.

    Refused is what was decided or changed again since, and what is too old.
    """
    undone = {decision.comment_id: decision for decision in decisions}
    outcome = Outcome()
    for row in locked(comments, undone):
        decision = undone[row.pk]
        allowed = decision.may_be_undone and row.version == decision.version + 1 and row.status == decision.after
        (outcome.moved if allowed else outcome.refused).append(row)
    if outcome.moved:
        outcome.moved = write_undo(comments, outcome.moved, undone, by)
    return outcome


def write_undo(comments, rows, undone, by):
    back = [
        Decision(
            comment=row, before=row.status, after=undone[row.pk].before, version=row.version, by=by,
            about=undone[row.pk].about, undoes=undone[row.pk],
        )
        for row in rows
    ]  # fmt: skip
    kind = {words: [row.pk for row in rows if undone[row.pk].words == words] for words in Decision.Words.values}
    accepted, refused, covered = kind["accepted"], kind["refused"], kind["covered"]
    before = Decision.objects.filter(pk__in=[undone[row.pk].pk for row in rows], comment=OuterRef("pk"))
    changes = FREE | {
        "version": F("version") + 1,
        "status": Subquery(before.values("before")[:1]),
        "queued_at": Subquery(before.values("queued_at")[:1]),
        "kept": Case(When(queued_for=QueuedFor.REPORT, then=Value(False)), default=F("kept")),
    }
    if accepted or refused or covered:
        changes |= {
            "body": Case(When(pk__in=[*accepted, *covered], then=F("former_body")), default=F("body")),
            "proposed_body": Case(
                When(pk__in=accepted, then=F("body")), When(pk__in=refused, then=F("former_body")),
                default=F("proposed_body"),
            ),
            "covered_at": Case(When(pk__in=covered, then=None), default=F("covered_at")),
        }  # fmt: skip
    update_exactly(comments, rows, changes)
    return recorded(rows, back)
