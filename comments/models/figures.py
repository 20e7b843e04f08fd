from django.db import models


class CountedFigures(models.Model):
    """One row: what was counted last of all comments, as `comments/counting.py` has it."""

    counted_at = models.DateTimeField()
    took = models.FloatField(help_text="Seconds.")
    figures = models.JSONField()

    class Meta:
        verbose_name = verbose_name_plural = "counted figures"

    def __str__(self):
        return f"Counted at {self.counted_at:%Y-%m-%d %H:%M}"
