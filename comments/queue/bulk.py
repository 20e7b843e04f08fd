"""One decision on many: those that were ticked, or all that a filter shows, a thousand at a time."""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.core import signing
from django.db.models import Max, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from comments.models import Comment, Decision, Status, Wave
from comments.queue.conflicts import DONE, in_short
from comments.queue.filters import Filters
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.tokens import new_token

AT_ONCE = 25  # without being asked once more
CHUNK = 1000  # one transaction, of at most a second or two
SALT = "comments.queue.job"


@dataclass
class Picks:
    """What was ticked: comments by the version that was read; waves by theirs, up to the newest comment of each."""

    comments: dict = field(default_factory=dict)
    waves: dict = field(default_factory=dict)

    @classmethod
    def read(cls, values):
        picks = cls()
        for value in values:
            match [whole_number(part) for part in value.removeprefix("w").split(".")]:
                case [int(pk), int(version)] if value[0] != "w":
                    picks.comments[pk] = version
                case [int(pk), int(upto), int(version)] if value[0] == "w":
                    picks.waves[pk] = upto, version
        return picks

    def __bool__(self):
        return bool(self.comments or self.waves)

    def number(self):
        folded = Q(pk=None)
        for wave, (upto, _) in self.waves.items():
            folded |= Q(wave=wave, pk__lte=upto)
        return len(self.comments) + (Comment.objects.queued().filter(folded).count() if self.waves else 0)

    def decide(self, status, code, *, by):
        """Returns the batch, the comments left as they were as {pk: version that was seen}, and the waves left."""
        batch = new_token()
        refused = Comment.objects._decide(self.comments, status, by=by, code=code, batch=batch).refused
        waves_left = []
        for wave in Wave.objects.filter(pk__in=self.waves).order_by("pk"):
            upto, wave.version = self.waves[wave.pk]
            if wave.decide(status, by=by, code=code, upto_pk=upto, batch=batch) is None:
                waves_left.append(wave)
        known = {comment.pk for comment in refused}
        return batch, {pk: seen for pk, seen in self.comments.items() if pk in known}, waves_left


@dataclass(frozen=True)
class Job:
    """A decision on all that filters show, in steps: it goes on from the last, and takes in nothing that is newer."""

    query: str
    decision: str
    upto: int
    since: str
    total: int
    batch: str = field(default_factory=new_token)
    past: int = 0

    @classmethod
    def of(cls, filters, decision):
        chosen = filters.apply(Comment.objects.all()).order_by()
        newest = chosen.aggregate(newest=Max("pk"))["newest"] or 0
        return cls(filters.query, decision, newest, timezone.now().isoformat(), chosen.count())

    @classmethod
    def read(cls, token):
        """Raises signing.BadSignature for what this site did not write."""
        return cls(**signing.loads(token, salt=SALT))

    @property
    def token(self):
        return signing.dumps(vars(self), salt=SALT, compress=True)

    @property
    def left(self):
        """Those that it still comes to. What was edited after it began is not what was looked at."""
        chosen = Filters(QueryDict(self.query)).apply(Comment.objects.all())
        edited = Q(edited_at__gt=parse_datetime(self.since))
        return chosen.filter(pk__gt=self.past, pk__lte=self.upto).exclude(edited).order_by("pk")

    def step(self, *, by):
        """Decide the next thousand. Returns the Job as it stands then."""
        seen = dict(self.left.values_list("pk", "version")[:CHUNK])
        status, _, code = self.decision.partition(":")
        if seen:
            Comment.objects._decide(seen, Status(status), by=by, code=code, batch=self.batch)
        return replace(self, past=max(seen, default=self.upto))

    def done(self):
        return Decision.objects.of_batch(self.batch).count()


def sum_of(done, status, left):
    """“47 approved, 2 already rejected by Ana, 1 edited since you looked.” `left` are Lefts."""
    parts = [f"{done:,} {DONE[status]}"] if done else []
    parts += [f"{number:,} {why}" for why, number in Counter(each.in_short for each in left).most_common()]
    return f"{', '.join(parts) or 'Nothing was changed'}."


@dataclass
class Left:
    """A comment that was ticked and left as it was."""

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
