"""How moderators want to be told that something waits."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from cramps_site.lib.tokens import signed_pk, signed_token

LEAVE_DIGEST = "comments.digest.leave"


class DigestChoiceQuerySet(models.QuerySet):
    def of(self, moderator):
        """Their choice; one that is not stored where they never chose."""
        return self.filter(moderator=moderator).first() or DigestChoice(moderator=moderator)

    def leave(self, moderator):
        self.update_or_create(moderator=moderator, defaults={"every": None, "at_once": False})


class DigestChoice(models.Model):
    """How one moderator is told that something waits. No row: every hour, and at once after an empty queue."""

    moderator = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice")
    every = models.DurationField(null=True, default=timedelta(hours=1), help_text="Empty: no digest.")
    at_once = models.BooleanField(default=True, help_text="One mail when the queue was empty.")
    keys = models.BooleanField(default=True, help_text="Single keys decide in the queue.")
    told_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = DigestChoiceQuerySet.as_manager()

    def __str__(self):
        return str(self.moderator)

    @property
    def wants_any(self):
        return self.every is not None or self.at_once


def digest_leave_token(moderator):
    return signed_token(LEAVE_DIGEST, moderator.pk)


def leaver_of(token):
    """The pk of the moderator whose link it is, or None. Such links never expire."""
    return signed_pk(LEAVE_DIGEST, token)
