"""What readers say of comments that others can read."""

from django.db import models
from django.utils import timezone


class Report(models.Model):
    class Why(models.TextChoices):
        INSULT = "insult", "It insults someone"
        ADVICE = "advice", "Its advice could harm"
        ADVERT = "advert", "It is advertising"
        PERSONAL = "personal", "It shows personal data"
        OTHER = "other", "Something else"

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reports")
    why = models.CharField(max_length=10, choices=Why)
    words = models.CharField(max_length=500, blank=True)
    sender = models.CharField(
        max_length=64, blank=True, help_text="Keyed hash of the network and the day. Emptied later."
    )
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(help_text="The version of the comment that was read.")

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["made_at"], name="report_network_kept", condition=~models.Q(sender=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "sender"], name="a_report_once_a_day", condition=~models.Q(sender="")
            )
        ]

    def __str__(self):
        return self.get_why_display()
