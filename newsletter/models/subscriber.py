"""Who gets the newsletter, and every door by which that changes."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles.models import Topic
from cramps_site.lib.addresses import masked
from cramps_site.lib.asks import has_room
from cramps_site.lib.tokens import short_dated_pk, short_dated_token, short_pk, short_token
from newsletter.limits import TO_AN_ADDRESS
from newsletter.models.erasure import Erasure
from newsletter.models.subscriber_list import ListRow, ListStep
from newsletter.models.suppression import Suppression

CONFIRM, LEAVE, MANAGE = "newsletter.confirm", "newsletter.leave", "newsletter.manage"
REFUSE, ERASE, DATA = "newsletter.refuse", "newsletter.erase", "newsletter.data"
MANAGE_LIFE = timedelta(days=30)  # then a letter brings a fresh link: old letters are forwarded, and lie about
PAUSE = timedelta(days=30)
UNDO = timedelta(days=1)  # after leaving; later a letter asks first, for the link may have been forwarded


class Frequency(models.TextChoices):
    EACH = "each", "Each issue"
    WEEKLY = "weekly", "Once a week, what is new"
    MONTHLY = "monthly", "Once a month, what is new"


LETTERS = {
    Frequency.EACH: "each issue, two letters a month at most",
    Frequency.WEEKLY: "what is new once a week, one letter a week at most",
    Frequency.MONTHLY: "what is new once a month, one letter a month at most",
}


def wording(frequency):
    """What somebody agrees to, in the very words, who wants letters of this Frequency."""
    return (
        f"Send me the newsletter of {settings.SITE_NAME}: {LETTERS[frequency]}, and a notice if something you sent me"
        " turns out to be wrong. I confirm by a letter and can leave at any time."
    )


WORDING = wording(Frequency.EACH)


class SubscriberQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(status=Subscriber.Status.CONFIRMED)

    @transaction.atomic
    def ask(self, address, *, page):
        """Someone typed `address` (canonical) into the form on `page`: a letter will answer.

        Of an address that is suppressed nothing is stored: its hash bars it. The page that answers is the same whoever
        it is, and so is the time it takes: one transaction that writes, be it a row of nobody that goes again.
        """
        known = self.select_for_update().filter(email=address).first()  # refusing ends first, and leaves its hash
        if Suppression.objects.of(address).exists():
            self.create(status=Subscriber.Status.ERASED).delete()
            return
        subscriber = known or self.select_for_update().get_or_create(email=address)[0]
        subscriber.asked_at = timezone.now()
        subscriber.save(update_fields=["asked_at"])
        if subscriber.may_be_written_to():
            subscriber.consents.create(wording=wording(subscriber.frequency), page=page)
            subscriber.letters.create(kind=subscriber.answer)

    @transaction.atomic
    def bar(self, address, *, by, why):
        """A person says that a canonical address must not be written to, whether it is a subscriber's or not."""
        reader = self.filter(email=address).first()
        if reader:
            reader.suppress(Suppression.Cause.BY_HAND, by=by, why=why)
        else:
            Suppression.objects.add(address, Suppression.Cause.BY_HAND, by=by, why=why)

    @transaction.atomic
    def lift(self, suppression, *, by, why):
        """A person says that its address may be written to again. True if this call did it.

        Only the hash is known; if it is a subscriber's, it is that of one who is suppressed.
        """
        suppressed = self.filter(status=Subscriber.Status.SUPPRESSED, email__isnull=False)
        reader = next((reader for reader in suppressed.iterator() if suppression.is_of(reader.email)), None)
        return (reader or suppression).lift(by=by, why=why)

    def from_link(self, purpose, token):
        """Whose link to leave or refuse this is, or None. These never expire: people read old letters."""
        return self.filter(pk=short_pk(purpose, token)).first()

    def from_manage_link(self, token):
        """(whose own page this is, or None; whether the link is too old to show it)"""
        pk, day = short_dated_pk(MANAGE, token) or (None, None)
        reader = self.filter(pk=pk).first()
        return reader, bool(reader) and day < (timezone.now() - MANAGE_LIFE).date()


class Subscriber(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", "Has not confirmed yet"
        CONFIRMED = "confirmed", "Confirmed"
        UNSUBSCRIBED = "unsubscribed", "Left"
        SUPPRESSED = "suppressed", "Never write to"
        ERASED = "erased", "Erased"

    email = models.EmailField("e-mail", max_length=254, unique=True, null=True, help_text="None after erasure.")
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING, editable=False)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.EACH)
    topics = models.ManyToManyField(Topic, blank=True, related_name="subscribers", help_text="None chosen: all.")
    paused_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        permissions = [("erase_subscriber", "Can erase a person who asks for it")]

    def __str__(self):
        return self.email or "erased"

    @property
    def masked_email(self):
        """For pages behind a link: whoever opens it may have been forwarded the letter."""
        return masked(self.email or "")

    def may_be_written_to(self):
        """Of letters that a form asked for as many as newsletter/limits.py says; none to the suppressed."""
        if self.is_lost_to_us():
            return False
        by_form = self.letters.exclude(kind__in=["welcome", "invite"])
        return has_room(by_form, TO_AN_ADDRESS, "asked_at")

    def is_lost_to_us(self):
        return self.status in {self.Status.SUPPRESSED, self.Status.ERASED}

    def is_paused(self):
        return self.paused_until is not None and self.paused_until > timezone.now()

    @property
    def answer(self):
        """The kind of letter that answers when this address is typed into the form."""
        return "already" if self.status == self.Status.CONFIRMED else "confirm"

    @transaction.atomic
    def confirm(self):
        """True if this made the difference. Confirms the newest consent too."""
        allowed, now = {self.Status.PENDING, self.Status.UNSUBSCRIBED}, timezone.now()
        moved = self._move(allowed, self.Status.CONFIRMED, confirmed_at=now)
        if moved:
            newest = self.consents.order_by("-given_at", "-pk").values("pk")[:1]
            self.consents.filter(pk__in=newest).update(confirmed_at=self.confirmed_at)
            self.letters.create(kind="welcome")
        return moved

    def leave(self):
        """True if this made the difference. Letters and links from before it count no more."""
        allowed = {self.Status.PENDING, self.Status.CONFIRMED}
        return self._move(allowed, self.Status.UNSUBSCRIBED, left_at=timezone.now())

    def come_back(self):
        """Leaving was a mistake: all is as it was."""
        return self.may_come_back() and self._move({self.Status.UNSUBSCRIBED}, self.Status.CONFIRMED, left_at=None)

    def may_come_back(self):
        """For a day, and only who had confirmed."""
        left = self.status == self.Status.UNSUBSCRIBED and self.left_at and self.left_at > timezone.now() - UNDO
        return bool(left and self.confirmed_at)

    @transaction.atomic
    def prefer(self, *, frequency, topics, page):
        """How often letters come, and of which topics; none of them means all. `page` is where that was chosen.

        Another frequency is another thing to agree to, in words of its own.
        """
        before = self.frequency
        moved = self._while_in(frequency=frequency)
        if moved:
            self.topics.set(topics)
        if moved and frequency != before:
            now = timezone.now()
            self.consents.create(wording=wording(frequency), page=page, given_at=now, confirmed_at=now)
        return moved

    def pause(self):
        """No letters for 30 days from now."""
        return self._while_in(paused_until=timezone.now() + PAUSE)

    def unpause(self):
        return self._while_in(paused_until=None)

    @transaction.atomic
    def suppress(self, cause, *, by=None, why=""):
        """Never write to this address again, because of `cause`, a Suppression.Cause. Outlives erasure."""
        if self.email:
            Suppression.objects.add(self.email, cause, by=by, why=why)
        return self._move(
            {self.Status.PENDING, self.Status.CONFIRMED, self.Status.UNSUBSCRIBED}, self.Status.SUPPRESSED
        )

    @transaction.atomic
    def lift(self, *, by, why):
        """A letter may be asked for again. None comes until its reader has confirmed anew."""
        for suppression in Suppression.objects.of(self.email or ""):
            suppression.lift(by=by, why=why)
        now = timezone.now()
        return self._move({self.Status.SUPPRESSED}, self.Status.UNSUBSCRIBED, left_at=now, confirmed_at=None)

    def as_before_suppression(self):
        """It was a mistake: suppressing leaves the times alone, by which it is known what its reader was."""
        before = self.Status.CONFIRMED if self.confirmed_at else self.Status.PENDING
        if self.left_at and (not self.confirmed_at or self.left_at > self.confirmed_at):
            before = self.Status.UNSUBSCRIBED
        return self._move({self.Status.SUPPRESSED}, before)

    @transaction.atomic
    def refuse(self):
        """Who never asked wants no letter, ever: nothing is kept but the keyed hash. Not for who has confirmed."""
        waiting = Subscriber.objects.select_for_update().filter(
            pk=self.pk, status__in=[self.Status.PENDING, self.Status.UNSUBSCRIBED]
        )
        reader = waiting.first()
        if reader is None:
            return False
        Suppression.objects.add(reader.email, Suppression.Cause.REFUSED)
        return self.forget()

    @transaction.atomic
    def ask_by_letter(self, kind):
        """A letter brings a link of this kind ("erase", "data", "manage"), which whoever was forwarded an issue must
        not have. True if one will.
        """
        may = Subscriber.objects.select_for_update().get(pk=self.pk).may_be_written_to()
        if may:
            self.letters.create(kind=kind)
        return may

    @transaction.atomic
    def erase(self, *, by=None, why=""):
        """Its reader wants us to forget them. No list brings them back. `by` is who did it in their place, and is
        recorded, with the reason; None is the reader.
        """
        if self.email:
            Erasure.objects.add(self.email)
        erased = self.forget()
        if erased and by:
            ListStep.objects.create(by=by, what=f"Erased subscriber {self.pk}: {why}")
        return erased

    @transaction.atomic
    def forget(self):
        """Forget the person. The row stays without them, so that the ledgers of what was sent add up. Who must not be
        written to stays so.
        """
        address = self.email
        if self.status == self.Status.SUPPRESSED and address:
            Suppression.objects.add(address, Suppression.Cause.BY_HAND)  # its hash may be of a key that is lost
        gone = {"email": None, "paused_until": None, "confirmed_at": None, "left_at": None, "frequency": Frequency.EACH}
        moved = self._move(set(self.Status) - {self.Status.ERASED}, self.Status.ERASED, **gone)
        if moved:
            self.topics.clear()
            self.consents.all().delete()
            self.letters.forget()
            self.deliveries.forget()
            ListRow.objects.forget(address)
        return moved

    def _while_in(self, **fields):
        return self._move({self.Status.CONFIRMED}, self.Status.CONFIRMED, **fields)

    def _move(self, allowed, status, **fields):
        """The one door: True if this call moved the row from one of `allowed` to `status`."""
        moved = Subscriber.objects.filter(pk=self.pk, status__in=allowed).update(status=status, **fields)
        if moved:
            for name, value in {"status": status, **fields}.items():
                setattr(self, name, value)
        return bool(moved)

    def leave_token(self):
        return short_token(LEAVE, self.pk)

    def manage_token(self):
        return short_dated_token(MANAGE, self.pk)

    def refuse_token(self):
        return short_token(REFUSE, self.pk)
