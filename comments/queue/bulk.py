"""One decision on many: those that were ticked, or all that a filter shows, a thousand at a time."""

from dataclasses import dataclass, field, replace

from django.core import signing
from django.db.models import Exists, Max, OuterRef, Q
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from comments.models import Comment, Decision, Status, Wave
from comments.queue.filters import Filters
from comments.queue.left import besides, decided_since, versions_before, versions_before_edit
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.tokens import new_token

AT_ONCE = 25  # without being asked once more
CHUNK = 1000  # one transaction, of at most a second or two
SALT = "comments.queue.job"


@dataclass
class CameOfIt:
    """Of a decision on what was picked: how many moved, and what was left as it was, as {pk: version that was seen}."""

    batch: str
    moved: int = 0
    left: dict = field(default_factory=dict)
    waves_left: list = field(default_factory=list)


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

    @property
    def seen_of_waves(self):
        """{wave: the newest comment of it that was seen}"""
        return {pk: upto for pk, (upto, _) in self.waves.items()}

    def number(self):
        folded = Q(pk=None)
        for wave, (upto, _) in self.waves.items():
            folded |= Q(wave=wave, pk__lte=upto)
        return len(self.comments) + (Comment.objects.queued().filter(folded).count() if self.waves else 0)

    def decide(self, status, code, *, by, follow=False):
        """Returns what CameOfIt. `follow` is of waves: what joins them is decided likewise."""
        came = CameOfIt(batch=new_token())
        if self.comments:
            done = Comment.objects._decide(self.comments, status, by=by, code=code, batch=came.batch)
            came.moved = len(done.moved)
            came.left = {comment.pk: self.comments[comment.pk] for comment in done.refused}
        for wave in Wave.objects.filter(pk__in=self.waves).order_by("pk"):
            upto, wave.version = self.waves[wave.pk]
            edited = versions_before_edit(wave.comments.queued().filter(pk__lte=upto).exclude(edited_at=None))
            done = wave.decide(status, by=by, code=code, upto_pk=upto, follow=follow, batch=came.batch)
            if done is None:
                came.waves_left.append(wave)
            else:
                came.moved += len(done.moved)
                came.left |= edited
        return came


@dataclass(frozen=True)
class Job:
    """A decision on all that filters show, in steps: it goes on from the last, and takes in nothing that is newer.

    `since` is when the moderator looked: what somebody decided or edited after that is not what was
    looked at, and is left as it is.
    """

    query: str
    decision: str
    upto: int
    since: str
    total: int
    batch: str = field(default_factory=new_token)
    past: int = 0

    @classmethod
    def of(cls, filters, decision, since):
        chosen = filters.apply(Comment.objects.all()).order_by()
        newest = chosen.aggregate(newest=Max("pk"))["newest"] or 0
        job = cls(filters.query, decision, newest, since.isoformat(), total=0)
        return replace(job, total=job.left.count())

    @classmethod
    def read(cls, token):
        """Raises signing.BadSignature for what this site did not write."""
        return cls(**signing.loads(token, salt=SALT))

    @property
    def token(self):
        return signing.dumps(vars(self), salt=SALT, compress=True)

    @property
    def left(self):
        """Those that it still comes to."""
        decided = Exists(decided_since(self.looked_at).filter(comment=OuterRef("pk")))
        same = self.chosen.exclude(edited_at__gt=self.looked_at).filter(~decided)
        return same.filter(pk__gt=self.past).order_by("pk")

    @property
    def left_out(self):
        """What was decided or edited since the moderator looked, as {pk: version that was seen}."""
        decided = self.filters.apply_to_decisions(decided_since(self.looked_at)).filter(comment__lte=self.upto)
        edited = besides(self.batch, self.chosen.filter(edited_at__gt=self.looked_at), "pk")
        return versions_before_edit(edited) | versions_before(besides(self.batch, decided, "comment"))

    @property
    def chosen(self):
        return self.filters.apply(Comment.objects.filter(pk__lte=self.upto))

    @property
    def filters(self):
        return Filters(QueryDict(self.query))

    @property
    def looked_at(self):
        return parse_datetime(self.since)

    def step(self, *, by):
        """Decide the next thousand. Returns the Job as it stands then."""
        seen = dict(self.left.values_list("pk", "version")[:CHUNK])
        status, _, code = self.decision.partition(":")
        if seen:
            Comment.objects._decide(seen, Status(status), by=by, code=code, batch=self.batch)
        return replace(self, past=max(seen, default=self.upto))

    def done(self):
        return Decision.objects.of_batch(self.batch).count()
