"""Who does what waits: a row for each `manage.py worker` that runs."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone

ALIVE_WITHIN = timedelta(minutes=2)  # since it was last seen: a round of letters to a slow mail server takes a while
FORGOTTEN_AFTER = timedelta(days=1)


class WorkerQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(seen_at__gte=timezone.now() - ALIVE_WITHIN)

    def state(self):
        """One line for people and machines: how many are alive, or when the last one was."""
        number, last = self.alive().count(), self.first()
        if number:
            return f"{number} alive"
        return f"none alive, the last was seen at {last.seen_at:%Y-%m-%dT%H:%M:%SZ}" if last else "none alive"


class Worker(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=150)  # its machine and process
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]
        default_permissions = ()  # nobody edits it

    def __str__(self):
        return self.name

    def renew(self):
        """Say that it is alive; forget those that were killed long ago."""
        self.seen_at = timezone.now()
        self.save()
        Worker.objects.filter(seen_at__lt=self.seen_at - FORGOTTEN_AFTER).delete()
