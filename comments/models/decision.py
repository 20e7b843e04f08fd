"""The record of what became of each comment. Rows are added, never changed."""

from django.conf import settings
from django.db import models

from comments.models.comment import Comment


class Decision(models.Model):
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
        help_text="Nobody where the writer withdrew it.",
    )
    before = models.CharField(max_length=10, choices=Comment.Status)
    after = models.CharField(max_length=10, choices=Comment.Status)
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self):
        return f"{self.get_before_display()} → {self.get_after_display()}"

    @property
    def who(self):
        return (self.by.get_full_name() or self.by.get_username()) if self.by else "The writer"

    @property
    def sentence(self):
        """The reason with its full stop, for the writer. Empty where none was given."""
        return f"{self.reason.rstrip('.')}." if self.reason else ""
