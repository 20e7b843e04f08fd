"""A letter to many: what is written, when it goes out, and how far it is."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, ChangeNote, Topic
from newsletter.models.one_at_a_time import wait_for_other_freezing
from newsletter.models.subscriber import Frequency

log = logging.getLogger(__name__)


class IssueQuerySet(models.QuerySet):
    def due(self):
        """Scheduled, and their time has come."""
        return self.filter(status=Issue.Status.SCHEDULED, send_at__lte=timezone.now())

    def going_out(self):
        """Scheduled, on their way or gone out: also what was cancelled when some had it."""
        over = Q(status=Issue.Status.CANCELLED, frozen_at=None) | Q(status=Issue.Status.MISSED)
        return self.exclude(over).exclude(status=Issue.Status.DRAFT)

    def stopped(self):
        """Brought by the site itself to where they stand since, each with the key of that step as `stop`, and with
        `stopped_because`. A step without a user may be that of an account that is gone; then it has no reason.
        """
        steps = IssueStep.objects.filter(issue=OuterRef("pk"), after=OuterRef("status")).exclude(before=F("after"))
        stop = steps.order_by("-pk")[:1]
        last = {"stop": stop.values("pk"), "stopped_by": stop.values("by"), "stopped_because": stop.values("why")}
        standing = self.filter(status__in=Issue.STOPPED).annotate(**{name: Subquery(of) for name, of in last.items()})
        return standing.filter(stopped_by=None).exclude(stopped_because="")

    def in_archive(self):
        """What stands on the web: issues that began to go out, newest first. Digests differ from reader to reader."""
        return self.filter(kind=Issue.Kind.ISSUE, frozen_at__isnull=False).order_by("-frozen_at", "-pk")


class Issue(models.Model):
    class Kind(models.TextChoices):
        ISSUE = "issue", "Issue"
        DIGEST = "digest", "Digest"
        CORRECTION = "correction", "Correction notice"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        SENDING = "sending", "Being sent"
        PAUSED = "paused", "Paused"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed its time"

    # Where the site itself may bring it, for a reason, until a person has seen to it.
    STOPPED = {Status.PAUSED: "is paused", Status.DRAFT: "was not sent, and is a draft again"}

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ISSUE, editable=False)
    subject = models.CharField(max_length=150)
    slug = models.SlugField(max_length=170, unique=True)
    preheader = models.CharField(
        max_length=150, blank=True, help_text="What mailboxes show beside the subject: what is in it for the reader."
    )
    intro = models.TextField(blank=True, help_text="Markdown. Stands above the articles.")
    articles = models.ManyToManyField(Article, through="IssueArticle", related_name="issues")
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Only those who want this topic get it. Empty: everybody.",
    )
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.EACH, editable=False)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="notices")
    correction = models.ForeignKey(
        ChangeNote, on_delete=models.SET_NULL, null=True, editable=False, related_name="notices"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    send_at = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    canary_passed_at = models.DateTimeField(null=True, editable=False)
    braked_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    on_the_list = models.PositiveIntegerField(null=True, editable=False, help_text="Subscribers when it was frozen.")
    missing = models.IntegerField(default=0, editable=False, help_text="Of these, without an end when it was finished.")
    readers_forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [("send_issue", "Can schedule and send issues")]
        constraints = [models.UniqueConstraint(fields=["correction"], name="a_notice_once_a_correction")]
        indexes = [models.Index(fields=["status", "send_at"], name="issues_due")]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        """Its place in the archive."""
        return reverse("newsletter:issue", args=[self.slug])

    def clean(self):
        super().clean()
        if any(ord(letter) < 32 or letter in "\x7f\u2028\u2029" for letter in self.subject):
            raise ValidationError({"subject": "A subject is one line of text."})

    @property
    def state_in_words(self):
        state = self.get_status_display()
        return f"{state}, but its ledger does not balance" if self.missing else state

    def can_be_written(self):
        return self.status == self.Status.DRAFT

    @property
    def respects_choices(self):
        """A pause asks for no news, and so do topics and frequency. Whoever received a wrong text is told even so."""
        return self.kind != self.Kind.CORRECTION

    @property
    def articles_in_order(self):
        picks = self.picks.select_related("article").all()
        return [pick.article for pick in sorted(picks, key=lambda pick: (pick.position, pick.pk))]

    @transaction.atomic
    def move(self, allowed, status, *, by=None, why="", **fields):
        """The one door: True if this call moved the issue from one of `allowed` to `status`, with its step.

        `fields` are set with it. `by` is the user who asked; None is the site itself.
        """
        before = self.locked_status()
        if before not in allowed:
            return False
        type(self).objects.filter(pk=self.pk).update(status=status, **fields)
        step = self.steps.create(by=by, before=before, after=status, why=why[:300])
        if status in self.STOPPED and by is None and why:
            log.warning("“%s” %s. %s", self, self.STOPPED[status], step.why)
            step.letters.tell_of(step)
        for name, value in {"status": self.Status(status), **fields}.items():
            setattr(self, name, value)
        return True

    def locked_status(self):
        """As the database has it, until the transaction ends."""
        return type(self).objects.select_for_update().values_list("status", flat=True).get(pk=self.pk)

    def schedule(self, send_at, *, by):
        return self.move({self.Status.DRAFT}, self.Status.SCHEDULED, by=by, send_at=send_at)

    def back_to_draft(self, *, by):
        """Not yet: a scheduled or missed issue can be written again."""
        allowed = {self.Status.SCHEDULED, self.Status.MISSED}
        return self.move(allowed, self.Status.DRAFT, by=by, send_at=None)

    def hold_back(self, *, why):
        """Its time has come, and something is wrong with it."""
        return self.move({self.Status.SCHEDULED}, self.Status.DRAFT, why=why, send_at=None)

    def pause(self, *, by=None, why=""):
        return self.move({self.Status.SENDING}, self.Status.PAUSED, by=by, why=why)

    def stop(self, *, why):
        """What its readers, or their mail servers, said of it is a reason to pause."""
        return self.move({self.Status.SENDING}, self.Status.PAUSED, why=why, braked_at=timezone.now())

    def resume(self, *, by):
        """Who resumes what was stopped has seen why, and lets the rest follow. A canary that was paused for any other
        reason goes on as one.
        """
        passed = {"canary_passed_at": timezone.now()} if self.was_stopped() else {}
        return self.move({self.Status.PAUSED}, self.Status.SENDING, by=by, **passed)

    def was_stopped(self):
        return type(self).objects.filter(pk=self.pk, braked_at__isnull=False).exists()

    def miss(self, *, why="Its time was more than a day ago."):
        return self.move({self.Status.SCHEDULED}, self.Status.MISSED, why=why)

    @transaction.atomic
    def finish(self):
        """True if it ended here: no row waits any more. Where the rows are not those of the list, it says so."""
        if self.deliveries.unfinished().exists():
            return False
        ended, why = self.deliveries.ended().count(), ""
        missing = 0 if self.on_the_list is None else self.on_the_list - ended
        if missing:
            why = f"The ledger does not balance: {self.on_the_list:,} stood on the list, {ended:,} came to an end."
        now = timezone.now()
        return self.move({self.Status.SENDING}, self.Status.FINISHED, why=why, finished_at=now, missing=missing)

    @transaction.atomic
    def cancel(self, *, by):
        """Who has it keeps it; nobody else gets it."""
        allowed = {self.Status.SCHEDULED, self.Status.SENDING, self.Status.PAUSED}
        cancelled = self.move(allowed, self.Status.CANCELLED, by=by)
        if cancelled:
            self.deliveries.leave_out_cancelled()
        return cancelled

    @transaction.atomic
    def retry_failed(self, *, by, codes=None, deliveries=None):
        """Those that failed wait again, with all their tries before them: all, those answered by one of `codes`,
        or those with the primary keys `deliveries`. Whoever had one of their articles since is left out.

        How many, and how many were left out. None of an issue that was cancelled, as nobody gets it any more; and none
        whose address is forgotten.
        """
        wait_for_other_freezing()
        if self.locked_status() not in {self.Status.SENDING, self.Status.PAUSED, self.Status.FINISHED}:
            return 0, 0
        failed = self.deliveries.all()
        if codes is not None:
            failed = failed.filter(code__in=codes)
        if deliveries is not None:
            failed = failed.filter(pk__in=deliveries)
        again, left_out = failed.wait_again(self)
        had = f"{left_out} had an article of it since, by another letter, and are left out." if left_out else ""
        if again:
            self.goes_on(by=by, why=f"{again} that failed are tried again. {had}".strip())
        elif had:
            self.note(had, by=by)
        return again, left_out

    def goes_on(self, *, by, why):
        """Some of its rows wait again, also where all had come to an end."""
        if not self.move({self.Status.FINISHED}, self.Status.SENDING, by=by, why=why, finished_at=None):
            self.note(why, by=by)

    @transaction.atomic
    def settle(self, deliveries, *, arrived, by):
        """A person found out what became of uncertain ones, by primary keys. How many this call settled."""
        settled = self.deliveries.filter(status="uncertain", pk__in=deliveries).update(
            status="sent" if arrived else "failed"
        )
        if settled:
            which = f"Delivery {deliveries[0]}" if len(deliveries) == 1 else f"{settled} that may have arrived"
            self.note(f"{which}: {'arrived' if arrived else 'did not arrive'}.", by=by)
        return settled

    def note(self, why, *, by):
        """A step that changes no state."""
        self.steps.create(by=by, before=self.status, after=self.status, why=why)


class IssueArticle(models.Model):
    """An article that an issue tells of, in its place."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="picks")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="picked_in_issues")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "article"], name="an_article_once_an_issue")]

    def __str__(self):
        return self.article.title


class IssueStep(models.Model):
    """One change of an issue's state: who, from, to, why, when. Never changed."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    before = models.CharField(max_length=10, choices=Issue.Status)
    after = models.CharField(max_length=10, choices=Issue.Status)
    why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self):
        before, after = self.get_before_display(), self.get_after_display()
        return after if before == after else f"{before} → {after}"
