"""Letters that a reader's own acts bring: of the opt-in, and of erasing."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, When
from django.utils import timezone

from cramps_site.lib.outbox import Outgoing, OutgoingQuerySet
from cramps_site.lib.tokens import new_token, token_hash
from newsletter.models.subscriber import CONFIRM, ERASE, Subscriber

LINK_LIFE = timedelta(days=7)
LINKS = {"confirm": "confirm", "invite": "confirm", "erase": "erase"}  # the page that a kind of letter leads to
PURPOSES = {"confirm": CONFIRM, "erase": ERASE}  # of the link to that page


class LetterQuerySet(OutgoingQuerySet):
    def due(self):
        """What a list asks goes last: for all other letters somebody waits at this moment."""
        return super().due().order_by(Case(When(kind=Letter.Kind.INVITE, then=1), default=0), "due_at", "pk")

    def from_link(self, purpose, token):
        """The letter that brought this link of `purpose`, or None: unknown, older than 7 days, or void."""
        young = self.filter(claimed_at__gte=timezone.now() - LINK_LIFE).select_related("subscriber")
        letter = young.filter(link_hash=token_hash(purpose, token)).first()
        return letter if letter and letter.still_stands() else None


class Letter(Outgoing):
    class Kind(models.TextChoices):
        CONFIRM = "confirm", "Please confirm"
        INVITE = "invite", "Please confirm: you stand in a list"
        ALREADY = "already", "You are subscribed already"
        WELCOME = "welcome", "You are subscribed"
        ERASE = "erase", "Erase what you keep of me"

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    link_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        indexes = [models.Index(fields=["status", "due_at"], name="letters_due")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subscriber}"

    def is_wanted(self):
        """Whether it still says something true to someone who may be written to."""
        Status = Subscriber.Status
        wanted_by = {
            self.Kind.CONFIRM: {Status.PENDING, Status.UNSUBSCRIBED},
            self.Kind.INVITE: {Status.PENDING},
            self.Kind.ALREADY: {Status.CONFIRMED},
            self.Kind.WELCOME: {Status.CONFIRMED},
            self.Kind.ERASE: {Status.PENDING, Status.CONFIRMED, Status.UNSUBSCRIBED},
        }
        return self.still_stands() and self.subscriber.status in wanted_by[self.kind]

    def still_stands(self):
        """Leaving ends every letter that was asked for before, and its link; except the one that erases."""
        if self.kind == self.Kind.ERASE:
            return True
        left_at = self.subscriber.left_at
        return not self.subscriber.is_lost_to_us() and (left_at is None or left_at < self.asked_at)

    def new_link_token(self):
        """A token for the link of this letter. Only its hash is stored, so it is made when it is sent."""
        token = new_token()
        self.link_hash = token_hash(PURPOSES[LINKS[self.kind]], token)
        self.save(update_fields=["link_hash"])
        return token
