"""Letters that a reader's own acts bring: of the opt-in, and of what we keep of them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, When
from django.utils import timezone

from cramps_site.lib.outbox import Outgoing, OutgoingQuerySet
from cramps_site.lib.tokens import new_token, short_pk, short_token, token_hash
from newsletter.models.event import DeliveryEvent
from newsletter.models.subscriber import CONFIRM, DATA, ERASE, Subscriber

LINK_LIFE = timedelta(days=7)
# The page that a kind of letter leads to by a link of its own, and the purpose of that link.
LINKS = {"confirm": "confirm", "invite": "confirm", "erase": "erase", "data": "data"}
PURPOSES = {"confirm": CONFIRM, "erase": ERASE, "data": DATA}
BOUNCE, MESSAGE_ID = "newsletter.letter-bounce", "newsletter.letter-message-id"


class LetterQuerySet(OutgoingQuerySet):
    def due(self):
        """What a list asks goes last: for all other letters somebody waits at this moment."""
        return super().due().order_by(Case(When(kind=Letter.Kind.INVITE, then=1), default=0), "due_at", "pk")

    def by_form(self):
        """What somebody brought about who typed an address into the form."""
        return self.filter(kind__in=[Letter.Kind.CONFIRM, Letter.Kind.ALREADY])

    def from_link(self, purpose, token):
        """The letter that brought this link of `purpose`, or None: unknown, older than 7 days, or void."""
        young = self.filter(claimed_at__gte=timezone.now() - LINK_LIFE).select_related("subscriber")
        letter = young.filter(link_hash=token_hash(purpose, token)).first()
        return letter if letter and letter.still_stands() else None

    def from_token(self, token):
        """The one that had `token` on its envelope or in its Message-ID, or None."""
        pk = short_pk(BOUNCE, token) or short_pk(MESSAGE_ID, token)
        return self.filter(pk=pk).first() if pk else None

    def forget(self):
        """Drop the words of mail servers, which may repeat an address."""
        DeliveryEvent.objects.filter(letter__in=self.order_by()).update(words="")
        return self.update(error="")


class Letter(Outgoing):
    class Kind(models.TextChoices):
        CONFIRM = "confirm", "Please confirm"
        INVITE = "invite", "Please confirm: you stand in a list"
        ALREADY = "already", "You are subscribed already"
        WELCOME = "welcome", "You are subscribed"
        ERASE = "erase", "Erase what you keep of me"
        DATA = "data", "What you keep of me"
        MANAGE = "manage", "A fresh link to my letters"

    OF_OWN_DATA = [Kind.ERASE, Kind.DATA, Kind.MANAGE]

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    link_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        indexes = [
            models.Index(fields=["status", "due_at"], name="letters_due"),
            models.Index(fields=["kind", "asked_at"], name="letters_asked"),
        ]

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
        }
        of_own_data = {Status.PENDING, Status.CONFIRMED, Status.UNSUBSCRIBED}
        return self.still_stands() and self.subscriber.status in wanted_by.get(self.kind, of_own_data)

    def still_stands(self):
        """Leaving ends every letter that was asked for before, and its link; except those of what we keep."""
        if self.kind in self.OF_OWN_DATA:
            return True
        left_at = self.subscriber.left_at
        return not self.subscriber.is_lost_to_us() and (left_at is None or left_at < self.asked_at)

    @property
    def address(self):
        """Whom it goes to, as Delivery has it: empty for who was erased."""
        return self.subscriber.email or ""

    def bounce_token(self):
        """What tells that a report is of this very letter: stands in the envelope sender."""
        return short_token(BOUNCE, self.pk)

    def message_id(self):
        """The same at every try, so that a letter that arrived twice is shown once (RFC 5322, section 3.6.4)."""
        return f"<{short_token(MESSAGE_ID, self.pk)}@{settings.SITE_HOST}>"

    def arrived(self, *, at):
        """A mail server says so: it is not sent again, whatever we thought."""
        return self._told(set(self.Status) - {self.Status.SENT}, self.Status.SENT, sent_at=at)

    def came_back(self, *, code, error):
        """A mail server took it, and could not put it into the mailbox."""
        thought = {self.Status.SENDING, self.Status.UNCERTAIN, self.Status.SENT}
        return self._told(thought, self.Status.FAILED, error=f"{code} {error}".strip()[:500] if self.address else "")

    def _told(self, thought, status, **fields):
        return bool(Letter.objects.filter(pk=self.pk, status__in=thought).update(status=status, **fields))

    def new_link_token(self):
        """A token for the link of this letter. Only its hash is stored, so it is made when it is sent."""
        token = new_token()
        self.link_hash = token_hash(PURPOSES[LINKS[self.kind]], token)
        self.save(update_fields=["link_hash"])
        return token
