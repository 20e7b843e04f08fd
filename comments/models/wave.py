"""Near-duplicates: comments that say almost the same fold into one wave, which one decision settles."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from comments.models.states import Status

FOLLOWED_FOR = timedelta(hours=24)


class Wave(models.Model):
    sample = models.TextField(help_text="The words of its first comment, which others are compared with.")
    began_at = models.DateTimeField(default=timezone.now)
    decided_as = models.CharField(max_length=10, choices=Status, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_code = models.CharField(max_length=20, blank=True)
    follow_until = models.DateTimeField(null=True, help_text="Until then what joins it is decided likewise.")
    is_split = models.BooleanField(default=False, help_text="Taken apart: its comments wait one by one.")

    def __str__(self):
        return self.sample[:60]

    def decide(self, status, *, by, code="", upto_pk, follow=False, batch=""):
        """Decide all that waits of it up to the comment `upto_pk`, the newest that was seen. Returns an Outcome.

        With `follow`, what joins it in the next 24 hours is decided likewise.
        """
        seen = dict(self.comments.queued().filter(pk__lte=upto_pk).values_list("pk", "version"))
        outcome = self.comments.model.objects._decide(seen, status, by=by, code=code, batch=batch)
        self.decided_as, self.decided_by, self.decided_code = status, by, code
        self.follow_until = timezone.now() + FOLLOWED_FOR if follow else None
        self.save(update_fields=["decided_as", "decided_by", "decided_code", "follow_until"])
        return outcome

    def split(self):
        """Take it apart: its comments wait one by one. How many wait."""
        self.is_split, self.follow_until = True, None
        self.save(update_fields=["is_split", "follow_until"])
        return self.comments.queued().count()

    @property
    def is_followed(self):
        return self.follow_until is not None and timezone.now() < self.follow_until


class NearKey(models.Model):
    """One of the keys by which near-duplicates of a comment are found. Gone after three days."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="near_keys")
    key = models.BigIntegerField(db_index=True)

    def __str__(self):
        return str(self.key)
