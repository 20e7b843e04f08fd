"""What the one who wrote a comment may do with it, and what its readers may say of it."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from comments.models.erasing import forget_in_wave, forget_words
from comments.models.states import QueuedFor, Status

NO_GUESS = {"guess": None, "guess_words": [], "put_last": False}  # what was guessed of other words
ALONE = {"wave": None, "put_last": False}  # how what comes back to the queue waits: whatever it came with
EDIT_WITHIN = timedelta(minutes=15)  # and only until the first decision, while nobody has read it


class Writing(models.Model):
    """The verbs of Comment that need no account. All are safe to repeat, and all meet by the version."""

    class Meta:
        abstract = True

    def withdraw(self):
        """Final, whatever a moderator decides at the same instant."""
        while not (moved := self._decide(Status.WITHDRAWN, by=None)) and self.status != Status.WITHDRAWN:
            self.refresh_from_db(fields=["status", "version"])
        return moved

    @transaction.atomic
    def erase(self):
        """Withdraw it, and keep nothing of its words or of who wrote them. What stays is that there was one."""
        self.withdraw()
        forget_words(self)

    @property
    def seems_waiting(self):
        """As its writer is told: a program that was caught by the screening learns nothing from the answer."""
        return self.status == Status.WAITING or (self.status == Status.SPAM and self.is_unread)

    @property
    def is_unread(self):
        return not self.decisions.exclude(by=None).exists()

    @property
    def edit_until(self):
        return self.posted_at + EDIT_WITHIN

    @property
    def may_be_replaced(self):
        """While nobody has read it: an edit simply takes the place of the words."""
        unread = self.status in {Status.WAITING, Status.SPAM} and timezone.now() < self.edit_until
        return unread and self.is_unread

    @property
    def may_be_edited(self):
        return self.status == Status.APPROVED or self.may_be_replaced

    def decided_since(self, version):
        """Whether a person decided on `version` or a later one."""
        return self.decisions.filter(version__gte=version).exclude(by=None).exists()

    def edit(self, body, *, seen, verdict):
        """Take other words: at once while nobody has read it, as a proposal once it is approved.

        `seen` is the version that the writer read, `verdict` what the screening says of `body`.
        False, and nothing changed, if a moderator decided since, or it can no longer be edited.
        """
        while self.may_be_edited and not self.decided_since(seen):
            store = self.propose if self.status == Status.APPROVED else self.replace
            if body == self.words_to_decide or store(body, verdict):
                return True
            self.refresh_from_db()
        return False

    @transaction.atomic
    def replace(self, body, verdict):
        before = self.body
        changed = self.change_words(body=body, edited_at=timezone.now(), urgent=False, wave=None, **NO_GUESS)
        if changed:
            forget_in_wave(before, self)
            self.near_keys.all().delete()
            if self.status == Status.WAITING:  # what made it spam stays to be seen
                self.reasons.all().delete()
                self.near_keys.model.store(verdict.apply_to(self))
        return changed

    @transaction.atomic
    def propose(self, body, verdict):
        """What is noticed of it is shown and decides nothing: the approved words stand until a person reads these.

        To propose the words that stand takes the proposal back.
        """
        if body == self.body:
            return self.change_words(proposed_body="", edited_at=timezone.now(), **self.queue_without_edit())
        queue = ALONE | NO_GUESS | {"queued_at": timezone.now(), "queued_for": QueuedFor.EDIT}
        changed = self.change_words(proposed_body=body, edited_at=timezone.now(), **queue)
        if changed:
            self.reasons.all().delete()
            verdict.note_on(self)
        return changed

    def queue_without_edit(self):
        """Reports that came before the edit or beside it are still to be looked at."""
        decided = self.decisions.exclude(by=None).last()
        reports = self.reports.filter(made_at__gt=decided.made_at) if decided else self.reports
        first = None if self.kept else reports.first()
        return {"queued_at": first and first.made_at, "queued_for": QueuedFor.REPORT}

    @property
    def may_be_appealed(self):
        """Once, where a person rejected it. Who appeals against the screening has nobody's reason to answer."""
        rejected = self.status == Status.REJECTED and self.appealed_at is None
        return rejected and not self.is_unread

    def ask_once_more(self, words):
        """Appeal: a colleague of who rejected it reads it again. False, and nothing changed, if it may not be."""
        while self.may_be_appealed:
            now = timezone.now()
            queue = ALONE | {"queued_at": now, "queued_for": QueuedFor.APPEAL}
            if self.change_words(appeal=words, appealed_at=now, **queue):
                return True
            self.refresh_from_db()
        return bool(words) and self.appeal == words  # sent twice

    @transaction.atomic
    def report(self, *, why, words, sender):
        """One report for each `sender`, whose later one takes the place of the earlier.

        It queues the comment, unless it is queued already, or was kept after other reports.
        """
        said = {"why": why, "words": words, "version": self.version, "made_at": timezone.now()}
        self.reports.update_or_create(sender=sender, defaults=said)
        while self.status == Status.APPROVED and not self.kept and self.queued_at is None:
            if self.change_words(queued_at=timezone.now(), queued_for=QueuedFor.REPORT, **ALONE):
                return
            self.refresh_from_db()

    def change_words(self, **fields):
        """Store other words or queue fields of this very version. False if it was decided or changed since.

        What a moderator saw before is an old version now. Readers see none of it: what they read
        changes by decisions alone.
        """
        same = type(self).objects.filter(pk=self.pk, version=self.version)
        changed = same.update(**fields, version=F("version") + 1)
        if changed:
            self.refresh_from_db(fields=[*fields, "version"])
        return bool(changed)
