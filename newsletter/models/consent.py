"""What somebody agreed to."""

from django.db import models
from django.utils import timezone

from newsletter.models.subscriber import Subscriber
from newsletter.models.subscriber_list import SubscriberList


class Consent(models.Model):
    """What somebody agreed to, in the very words, and when (GDPR, article 7(1))."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    wording = models.TextField()
    page = models.CharField(max_length=300, help_text="Where the form stood, or where in a list the address.")
    list = models.ForeignKey(SubscriberList, on_delete=models.PROTECT, null=True, related_name="consents")
    given_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self):
        return f"{self.subscriber}, {self.given_at:%d %B %Y}"
