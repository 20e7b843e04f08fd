"""What moderators taught the screening: words, domains and addresses to look for, and senders who are banned."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from comments.models.states import UNDO_WITHIN


class Rule(models.Model):
    class Kind(models.TextChoices):
        WORDS = "words", "Word or phrase"
        DOMAIN = "domain", "Domain of a link"
        ADDRESS = "address", "E-mail address or its domain"

    class Action(models.TextChoices):
        HOLD = "hold", "Hold, and say why"
        SPAM = "spam", "Take for spam"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORDS)
    pattern = models.CharField("words", max_length=200, help_text="As a reader might write them.")
    looks_like = models.CharField(max_length=200, editable=False, help_text="The pattern's skeleton: what is compared.")
    action = models.CharField(max_length=10, choices=Action, default=Action.HOLD)
    note = models.CharField(max_length=200, blank=True, help_text="For your colleagues: why.")
    is_active = models.BooleanField("in use", default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["kind", "pattern"]
        constraints = [models.UniqueConstraint(fields=["kind", "looks_like"], name="a_rule_once")]

    def __str__(self):
        return self.pattern


class BanQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(until__gt=timezone.now(), lifted_at=None)

    def lift_just_made(self, sender_keys, *, by):
        """With the decisions of the last minute that are taken back."""
        made = self.in_force().filter(by=by, sender_key__in=sender_keys, made_at__gte=timezone.now() - 2 * UNDO_WITHIN)
        return made.update(lifted_at=timezone.now())


class Ban(models.Model):
    """A sender whose comments are spam for a while: an address, or a name together with a network."""

    sender_key = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=80, help_text="As the comment had it, for moderators to know it by.")
    until = models.DateTimeField()
    why = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"{self.name}, until {self.until:%d %B %Y}"
