"""Why a comment waits: what the screening noticed, one row for each. All are kept and shown."""

from django.db import models

EXCERPT_LENGTH = 200


class Reason(models.Model):
    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reasons")
    check_name = models.CharField(max_length=30, db_index=True, help_text="Of comments/screening.")
    rule = models.ForeignKey("comments.Rule", on_delete=models.SET_NULL, null=True, related_name="hits")
    excerpt = models.CharField(max_length=EXCERPT_LENGTH, blank=True, help_text="What it matched.")
    weight = models.PositiveSmallIntegerField(default=1, help_text="The gravest first.")

    class Meta:
        ordering = ["-weight", "pk"]

    def __str__(self):
        return f"{self.check_name}: {self.excerpt}" if self.excerpt else self.check_name
