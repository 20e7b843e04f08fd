"""The record of what became of each comment. Rows are added by `comments/models/door.py`, and never changed.

This class refuses it to our own code, and the database to everybody (migration 0021).
"""

from django.conf import settings
from django.db import connections, models
from django.utils import timezone

from comments.models.states import UNDO_WITHIN, QueuedFor, Status
from comments.reasons import label_for, sentence_for
from cramps_site.lib.append_only import opened


class AppendOnly(Exception):
    """Something tried to write the record past the door, or to change what stands in it."""


class DecisionQuerySet(models.QuerySet):
    def newest_of(self, comment):
        return self.filter(comment=comment).order_by("-pk").first()

    def of_batch(self, batch):
        """Decided at once. The index leaves the others out, and databases take it only where the query says so too."""
        return self.filter(batch=batch).exclude(batch="")

    def _record(self, decisions):
        """For the door alone. By one query; each knows its pk afterwards."""
        return super().bulk_create(decisions)

    _record.queryset_only = False  # or the manager would not have it, for its underscore

    def _forget(self, comments):
        """With comments that are taken away whole, as the demo's are. In a transaction."""
        rows = self.filter(comment__in=comments)
        with opened(connections[rows.db]):
            return rows._raw_delete(rows.db)

    _forget.queryset_only = False

    def refuse(self, *args, **options):
        raise AppendOnly("Decisions are recorded by Comment._decide, and never changed or deleted.")

    create = get_or_create = update_or_create = bulk_create = update = bulk_update = delete = refuse


class Decision(models.Model):
    class Words(models.TextChoices):
        """What happened to the words, besides the state."""

        AS_THEY_WERE = "", "As they were"
        ACCEPTED = "accepted", "The edit was accepted"
        REFUSED = "refused", "The edit was refused"
        COVERED = "covered", "Personal data was covered"

    comment = models.ForeignKey("comments.Comment", on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,  # the one below begins with it
        related_name="decisions",
        help_text="Nobody where the writer withdrew it, or the screening decided.",
    )
    before = models.CharField(max_length=10, choices=Status)
    after = models.CharField(max_length=10, choices=Status)
    version = models.PositiveIntegerField(default=0, help_text="The version of the comment that was decided on.")
    code = models.CharField(max_length=20, blank=True, help_text="Of comments/reasons.py.")
    reason = models.CharField(max_length=500, blank=True, help_text="In the moderator's own words, for the writer.")
    about = models.CharField(max_length=10, choices=QueuedFor, blank=True, help_text="What it was queued for.")
    words = models.CharField(max_length=10, choices=Words, default=Words.AS_THEY_WERE, blank=True)
    queued_at = models.DateTimeField(null=True, help_text="Since when it had been in the queue.")
    batch = models.CharField(max_length=22, blank=True, help_text="What was decided at once.")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        base_manager_name = "objects"  # or Django's own would change what this one refuses to
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["by", "made_at"], name="of_a_moderator"),
            models.Index(fields=["batch"], name="of_a_batch", condition=~models.Q(batch="")),
        ]

    def __str__(self):
        return f"{self.get_before_display()} → {self.get_after_display()}"

    def save(self, *args, **options):
        self.objects_of().refuse()

    save_base = delete = save

    def objects_of(self):
        return type(self).objects.all()

    @property
    def who(self):
        if self.by:
            return self.by.get_full_name() or self.by.get_username()
        if self.code == "imported":
            return "An import"
        return "The writer" if self.after == Status.WITHDRAWN else "The screening"

    @property
    def label(self):
        return label_for(self.code)

    @property
    def sentence(self):
        """Why, in words for the writer: the moderator's own, or those of the code. May be empty."""
        return self.reason or sentence_for(self.code)

    @property
    def may_be_undone(self):
        """For a minute, once, by a person."""
        return self.by_id is not None and self.undoes_id is None and timezone.now() < self.made_at + UNDO_WITHIN
