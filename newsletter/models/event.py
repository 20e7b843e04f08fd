"""What mail servers tell of a letter afterwards."""

from django.db import models
from django.utils import timezone


class DeliveryEvent(models.Model):
    """Of a letter of an issue, or of one that a reader's own act brought.

    Told once: the id that the teller gave it makes a repeated one a no-op.
    """

    class Kind(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        HARD = "hard", "The mailbox does not exist"
        SOFT = "soft", "Not now"
        POLICY = "policy", "Blocked by policy"
        COMPLAINT = "complaint", "Reported as spam"
        LEFT = "left", "Left by a link of the mail service"

    delivery = models.ForeignKey("newsletter.Delivery", on_delete=models.CASCADE, null=True, related_name="events")
    letter = models.ForeignKey("newsletter.Letter", on_delete=models.CASCADE, null=True, related_name="events")
    event_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivery=None) ^ models.Q(letter=None), name="an_event_is_of_one_letter"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.happened_at:%d %B %Y %H:%M}"
