"""How near-duplicates are found and fold into waves."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, F, Q

from comments.models import Comment, NearKey, Status, Wave
from comments.shingles import shingles_of
from cramps_site.lib.prepared import prepared

LOOKED_BACK = timedelta(hours=24)
COMPARED = 30  # comments, those with the most keys in common first
MAKES_A_WAVE = 3
KEYED = 20  # comments of a wave by which others find it; more would only cost


@dataclass
class Near:
    """What is near a text that was not stored yet."""

    keys: list = field(default_factory=list)
    same: list = field(default_factory=list)  # comments, as `with_words` has them, oldest first
    quoted: list = field(default_factory=list)

    @classmethod
    def to(cls, text, keys, candidates, *, but=None):
        """`candidates` are the primary keys of the comments that share some of its near keys.

        Not the comment `but`: an edit is not near its own words before.
        """
        shingles, near = shingles_of(text), cls(keys)
        for comment in with_words(*candidates) if candidates else []:
            others = shingles_of(comment.body)
            if comment.pk == but:
                continue
            if shingles.is_like(others):
                near.same.append(comment)
            elif shingles.quotes(others):
                near.quoted.append(comment)
        return near

    @property
    def wave_id(self):
        """The wave that a comment with this text joins."""
        return next((comment.wave_id for comment in reversed(self.same) if comment.wave_id), None)


def sharing(keys, now, a_day_ago):
    """As a QuerySet: of the comments that share most of `keys` their primary key, as `value`.

    Without their words: planned with these, PostgreSQL would plan it anew for each text, in a millisecond.
    """
    shared = NearKey.objects.filter(key__in=keys).order_by().values(value=F("comment")).annotate(number=Count("pk"))
    best = shared.filter(still_near(now, a_day_ago)).order_by("-number", "-comment")[:COMPARED]
    return best.values("value")


@prepared
def with_words(*pks):
    """Oldest first."""
    return Comment.objects.filter(pk__in=pks).order_by("pk").values_list("pk", "body", "status", "wave_id", "urgent")


def still_near(now, a_day_ago):
    """Comments of the last day, and of waves that are open; none of waves that are settled."""
    whole = Q(comment__wave__is_split=False)
    open_wave, followed = Q(comment__wave__decided_as=""), Q(comment__wave__follow_until__gt=now)
    alone = Q(comment__wave=None) | Q(comment__wave__is_split=True)
    there = ~Q(comment__status=Status.WITHDRAWN)
    return there & ((whole & (open_wave | followed)) | (alone & Q(comment__posted_at__gte=a_day_ago)))


def fold(comment, near):
    """Let a comment that was just stored join or make a wave. Returns the near keys by which later ones find it.

    In the transaction of storing. What joins a wave that was decided, and is followed, is decided likewise.
    What may be an emergency waits by itself, and makes no wave.
    """
    wave = near.wave_id
    if wave is not None and not comment.urgent:
        join(comment, wave)
    elif not comment.urgent:
        begin(comment, [other.pk for other in near.same if other.status == Status.WAITING and not other.urgent])
    keys = near.keys if leaves_keys(comment, near, wave) else []
    return [{"comment_id": comment.pk, "key": key} for key in keys]


def leaves_keys(comment, near, wave):
    """Those of a wave's first ones are enough; of emergencies, which no wave holds, those of the first."""
    if comment.urgent:
        return not near.same
    return sum(wave is not None and other.wave_id == wave for other in near.same) < KEYED


def join(comment, wave):
    # Locked, so that a decision on it sees this comment, or this one it.
    wave = Wave.objects.select_for_update().get(pk=wave)
    if wave.is_split or (wave.decided_as and not wave.is_followed):
        return
    comment.wave = wave
    Comment.objects.filter(pk=comment.pk).update(wave=wave)
    if wave.is_followed:
        comment._decide(wave.decided_as, by=wave.decided_by, code="wave")


def begin(comment, others):
    """The third comment makes the wave. One of another worker at the same instant is joined."""
    if len(others) + 1 < MAKES_A_WAVE:
        return
    rows = Comment.objects.waiting().filter(pk__in=others, urgent=False).order_by("pk")
    now = list(rows.select_for_update(no_key=True).only("body", "wave", "posted_at"))
    existing = next((row.wave_id for row in now if row.wave_id), None)
    if existing:
        join(comment, existing)
    elif len(now) + 1 >= MAKES_A_WAVE:
        comment.wave = Wave.objects.create(sample=now[0].body, began_at=now[0].posted_at)
        Comment.objects.filter(pk__in=[comment.pk, *(row.pk for row in now)]).update(wave=comment.wave)
