"""When a worker last looked after the issues, and in which database."""

from django.db import models


class Watch(models.Model):
    """One row, 1. `restored_at`: when a worker first found this database to be another than that of before."""

    mark = models.CharField(max_length=40)
    seen_at = models.DateTimeField()
    restored_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()  # nobody edits it

    def __str__(self):
        return f"{self.mark}, {self.seen_at:%d %B %Y %H:%M}"
