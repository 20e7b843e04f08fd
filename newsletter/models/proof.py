"""A test letter: an issue as it is now, to the one who asked for it."""

from django.conf import settings
from django.db import models

from cramps_site.lib.outbox import Outgoing
from newsletter.models.issue import Issue


class Proof(Outgoing):
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="proofs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta(Outgoing.Meta):
        indexes = [models.Index(fields=["status", "due_at"], name="proofs_due")]

    def __str__(self):
        return f"{self.issue} → {self.by}"

    def is_wanted(self):
        return bool(self.by.email)
