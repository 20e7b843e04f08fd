"""Near-duplicates: comments that say almost the same fold into one wave, which one decision settles."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from comments.models.door import Outcome
from comments.models.notice import Notice
from comments.models.states import QueuedFor, Status
from cramps_site.lib.prepared import insert
from cramps_site.lib.tokens import new_token

FOLLOWED_FOR = timedelta(hours=24)
AT_ONCE = 1000  # comments of a wave that one transaction decides


class Wave(models.Model):
    sample = models.TextField(help_text="The words of its first comment, which others are compared with.")
    began_at = models.DateTimeField(default=timezone.now)
    decided_as = models.CharField(max_length=10, choices=Status, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_code = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=0, help_text="Of what was decided on the whole of it.")
    follow_until = models.DateTimeField(null=True, help_text="Until then what joins it is decided likewise.")
    is_split = models.BooleanField(default=False, help_text="Taken apart: its comments wait one by one.")

    def __str__(self):
        return self.sample[:60]

    @property
    def is_followed(self):
        return self.follow_until is not None and timezone.now() < self.follow_until

    @property
    def who(self):
        """Who decided on it last. Nobody where that was taken back."""
        return self.decided_by and (self.decided_by.get_full_name() or self.decided_by.get_username())

    def decide(self, status, *, by, code="", upto_pk=None, follow=False, batch=""):
        """Decide what waits of it, up to the newest comment that was seen. Returns an Outcome.

        None, and nothing changed, where somebody decided on the wave since this version was read.
        With `follow`, also what came since, and what joins it in the next 24 hours. All in one
        batch, by which it is undone; a thousand in one transaction, so that others can write
        between. Stopped on the way, the same call goes on from there. What its writer has edited
        leaves the wave: it may say something else now.
        """
        seen, until = self.version, timezone.now() + FOLLOWED_FOR if follow else None
        if not self.settle(status, by, code, until) and not self.was_settled(seen, status, by, code):
            return None
        self.comments.queued().exclude(edited_at=None).update(wave=None)
        batch, outcome = batch or new_token(), Outcome()
        new = self.comments.queued().filter(queued_for=QueuedFor.NEW)
        waiting = new.order_by("pk").values_list("pk", "version")
        if not follow and upto_pk is not None:
            waiting = waiting.filter(pk__lte=upto_pk)
        last = 0
        while seen := dict(waiting.filter(pk__gt=last)[:AT_ONCE]):
            last = max(seen)
            done = self.comments.model.objects._decide(seen, status, by=by, code=code, batch=batch)
            outcome.moved += done.moved
            outcome.refused += done.refused
        return outcome

    def reopen(self):
        """Its decision was undone: what joins it waits again."""
        self.settle("", None, "", None)

    def settle(self, status, by, code, until):
        return self.move(decided_as=status, decided_by=by, decided_code=code, follow_until=until)

    def was_settled(self, seen, status, by, code):
        """By the same call, which was stopped on the way or sent twice."""
        settled = (self.version, self.decided_as, self.decided_by, self.decided_code)
        return settled == (seen + 1, status, by, code) and not self.is_split

    def split(self, *, by):
        """Its comments wait one by one, and nothing joins. Returns how many wait; None as `decide` does.

        Who left an address with one of them is asked for proof of it, as with any other comment.
        """
        if not self.move(is_split=True, decided_by=by, follow_until=None):
            return None
        Notice.objects.ask_after_all(self.comments.queued(), timezone.now())
        return self.comments.queued().count()

    def move(self, **changes):
        """One conditional UPDATE, on the version that was read. Afterwards this is the row as it stands."""
        unchanged = Wave.objects.filter(pk=self.pk, version=self.version)
        moved = unchanged.update(version=F("version") + 1, **changes)
        self.refresh_from_db()
        return bool(moved)


class NearKey(models.Model):
    """One of the keys by which near-duplicates of a comment are found. Gone after three days.

    Without a constraint: each comment has ten, which the database would look after one by one.
    """

    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.CASCADE, db_constraint=False, related_name="near_keys"
    )
    key = models.BigIntegerField(db_index=True)

    def __str__(self):
        return str(self.key)

    @classmethod
    def store(cls, rows):
        """New keys, {"comment_id": …, "key": …}, by one statement."""
        if rows:
            insert(cls, rows)
