"""What a decision on many left as it was, and why: said with its result."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from comments.models import Comment, Decision, Status
from comments.queue.conflicts import DONE, in_short


@dataclass
class Left:
    """A comment that was chosen and left as it was."""

    comment: Comment
    seen: int
    last: Decision | None

    @property
    def in_short(self):
        return in_short(self.comment, self.seen, self.last)


def left_as_they_were(seen):
    """Lefts of {pk: version that was seen}, by two queries."""
    last = {d.comment_id: d for d in Decision.objects.filter(comment__in=seen).select_related("by").order_by("pk")}
    comments = Comment.objects.filter(pk__in=seen).select_related("article", "person").order_by("pk")
    return [Left(comment, seen[comment.pk], last.get(comment.pk)) for comment in comments]


def sum_of(done, status, left, newer=0):
    """“47 approved, 2 already rejected by Ana, 1 edited since you looked.” `left` are Lefts; `newer` came since."""
    parts = [f"{done:,} {DONE[status]}"] if done else []
    parts += [f"{number:,} {why}" for why, number in Counter(each.in_short for each in left).most_common()]
    parts += [f"{newer:,} came since you looked"] if newer else []
    return f"{', '.join(parts) or 'Nothing was changed'}."


def decided_since(moment):
    """Decisions that somebody took since, a writer's withdrawal among them, and that were not taken back."""
    by_somebody = Q(by__isnull=False) | Q(after=Status.WITHDRAWN)
    taken = Decision.objects.filter(by_somebody, made_at__gt=moment, undone_by=None)
    # Said as what it is not: SQLite would look through all that undoes nothing, for each comment.
    return taken.exclude(undoes__isnull=False)


def besides(batch, rows, comment):
    """`rows` without those of comments that the batch decided. `comment` is their column.

    A list, which is made once: PostgreSQL, whose statistics do not know the batch yet, would look all of it through
    for each row (10,000 took ten seconds).
    """
    return rows.exclude(**{f"{comment}__in": Decision.objects.of_batch(batch).order_by().values("comment")})


def versions_before(decisions):
    """{pk: version that was seen} of their comments."""
    return dict(decisions.order_by("-pk").values_list("comment", "version"))


def versions_before_edit(comments):
    return {pk: version - 1 for pk, version in comments.values_list("pk", "version")}


def left_of_sender(key, since, batch):
    """Of what waited of a sender, what somebody decided or its writer edited since, as {pk: version that was seen}."""
    own = Comment.objects.of_senders([key])
    decided = decided_since(since).filter(comment__in=own, queued_at__lte=since)
    edited = own.waiting().filter(queued_at__lte=since, edited_at__gt=since)
    return versions_before_edit(edited) | versions_before(besides(batch, decided, "comment"))


def left_of_waves(waves, since, batch):
    """Of {wave: newest comment that was seen}, what somebody decided since, as {pk: version that was seen}."""
    folded = Q(pk=None)
    for wave, upto in waves.items():
        folded |= Q(comment__wave=wave, comment__lte=upto)
    return versions_before(besides(batch, decided_since(since), "comment").filter(folded).exclude(queued_at=None))
