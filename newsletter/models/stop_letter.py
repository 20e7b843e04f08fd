"""A letter to one who may send issues: the site paused one by itself."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

from cramps_site.lib.outbox import Outgoing, OutgoingQuerySet
from newsletter.models.issue import Issue, IssueStep


class StopLetterQuerySet(OutgoingQuerySet):
    def tell_of(self, stop):
        """To each who may send issues and can be written to, once a stop, which is an IssueStep."""
        people = get_user_model().objects.with_perm("newsletter.send_issue").exclude(email="")
        self.bulk_create([self.model(stop=stop, to=person) for person in people], ignore_conflicts=True)


class StopLetter(Outgoing):
    stop = models.ForeignKey(IssueStep, on_delete=models.CASCADE, related_name="letters")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = StopLetterQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        constraints = [models.UniqueConstraint(fields=["stop", "to"], name="told_once_of_a_stop")]
        indexes = [models.Index(fields=["status", "due_at"], name="stop_letters_due")]

    def __str__(self):
        return f"{self.stop.issue} → {self.to}"

    def is_wanted(self):
        """Whether the issue still stands so, and its reader may still do something about it."""
        may = self.to.is_active and self.to.has_perm("newsletter.send_issue")
        return bool(may and self.to.email) and Issue.objects.stopped().filter(stop=self.stop_id).exists()
