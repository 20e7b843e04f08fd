"""What was learned from the moderators' decisions: weights of words, never words of readers."""

from django.db import models
from django.utils import timezone


class LearnedModel(models.Model):
    """One row. `weights` are 32-bit floats, little-endian, one for each feature."""

    weights = models.BinaryField()
    bias = models.FloatField(default=0)
    decisions = models.PositiveIntegerField(default=0, help_text="How many it has learned from.")
    learned_up_to = models.BigIntegerField(default=0, help_text="The newest decision it has seen.")
    renewed_with = models.PositiveIntegerField(
        default=0, help_text="How many decisions it had learned from when guesses at what waits were last made anew."
    )
    renewed_up_to = models.BigIntegerField(
        default=0, help_text="While that is under way, the comment it came to. 0 when it is done."
    )
    learned_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"Learned from {self.decisions} decisions"
