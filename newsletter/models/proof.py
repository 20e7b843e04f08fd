"""A test letter: an issue as it is now, to the one who asked for it."""

from django.conf import settings
from django.db import models

from cramps_site.lib.outbox import Outgoing
from cramps_site.lib.tokens import short_token
from newsletter.models.issue import Issue

MESSAGE_ID = "newsletter.proof-message-id"


class Proof(Outgoing):
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="proofs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta(Outgoing.Meta):
        indexes = [models.Index(fields=["status", "due_at"], name="proofs_due")]

    def __str__(self):
        return f"{self.issue} → {self.by}"

    def is_wanted(self):
        return bool(self.by.email)

    @property
    def address(self):
        return self.by.email

    def message_id(self):
        """The same at every try, as that of readers' letters."""
        return f"<{short_token(MESSAGE_ID, self.pk)}@{settings.SITE_HOST}>"
