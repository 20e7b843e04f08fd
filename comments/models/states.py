"""The states of a comment, and why one needs a person."""

from datetime import timedelta

from django.db import models

UNDO_WITHIN = timedelta(seconds=60)


class Status(models.TextChoices):
    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    SPAM = "spam", "Spam"
    WITHDRAWN = "withdrawn", "Withdrawn"


class QueuedFor(models.TextChoices):
    NEW = "new", "New"
    EDIT = "edit", "Edited after approval"
    REPORT = "report", "Reported by readers"
    APPEAL = "appeal", "Appeal"
