"""A comment: what stands in it, and what may become of it."""

from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Person
from comments.models.door import PastTheDoor
from comments.models.places import addresses_of
from comments.models.queryset import CommentQuerySet
from comments.models.states import QueuedFor, Status
from comments.models.threads import thread_key
from comments.models.writing import Writing
from cramps_site.lib.tokens import new_token

NAME_LENGTH = 80
BODY_LENGTH = 3000
APPEAL_LENGTH = 500
# What a decision may change in the row, and nothing else of it needs to be read anew.
DECIDED = ["status", "version", "queued_at", "kept", "body", "proposed_body", "former_body", "covered_at"]

# Relations that few comments have, {field: the index of those}: the less there is to write, the more can be taken.
WITH_AN_INDEX = {
    "parent": "of_a_parent",
    "thread": "of_a_thread",
    "person": "of_a_person",
    "leased_by": "leased_by",
}


@cache
def before(page):
    """What the addresses of such a page begin with, for all comments. Making fifty of them anew takes a millisecond."""
    return reverse(f"comments:{page}", args=["0"]).removesuffix("0/")


class Comment(Writing):
    Status, QueuedFor = Status, QueuedFor

    article = models.ForeignKey(Article, on_delete=models.PROTECT, db_index=False, related_name="comments")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="answers",
        verbose_name="in reply to",
    )
    thread = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="replies",
        help_text="The comment that began the thread. Empty for that comment itself.",
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        editable=False,
        related_name="comments",
        help_text="Who of the house wrote it. Empty for readers, whatever they call themselves.",
    )

    # What the writer said.
    name = models.CharField(max_length=NAME_LENGTH)
    email = models.EmailField("e-mail", max_length=254, blank=True)
    body = models.TextField("text")
    posted_at = models.DateTimeField("posted", default=timezone.now)
    token = models.CharField(max_length=32, default=new_token, editable=False)
    fingerprint = models.CharField(max_length=64, null=True, editable=False)
    imported_from = models.CharField(
        max_length=200, null=True, editable=False, help_text="Its identity where it came from."
    )

    # Who sent it, as far as may be known. comments/retention.py says for how long.
    sender_key = models.CharField(max_length=64, blank=True, editable=False)
    network_hash = models.CharField(max_length=64, blank=True, editable=False)
    network_prefix = models.CharField(max_length=49, blank=True, editable=False)
    email_proven_at = models.DateTimeField(null=True, editable=False)
    tell_decided = models.BooleanField(default=True, editable=False)
    tell_answered = models.BooleanField(default=True, editable=False)

    # Where it stands.
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    queued_at = models.DateTimeField(
        null=True,
        default=timezone.now,
        editable=False,
        help_text="Since when it needs a person.",
    )
    queued_for = models.CharField(max_length=10, choices=QueuedFor, default=QueuedFor.NEW, editable=False)
    urgent = models.BooleanField("possible emergency", default=False, editable=False)
    wave = models.ForeignKey("Wave", on_delete=models.SET_NULL, null=True, editable=False, related_name="comments")
    kept = models.BooleanField(
        default=False, editable=False, help_text="Reports were looked at; until the text changes they queue it no more."
    )
    leased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        editable=False,
        related_name="+",
    )
    leased_until = models.DateTimeField(null=True, editable=False)

    # Its words besides those that readers see.
    proposed_body = models.TextField(blank=True, editable=False, help_text="An edit after approval, while it waits.")
    former_body = models.TextField(blank=True, editable=False, help_text="The words before the last change, for undo.")
    edited_at = models.DateTimeField(null=True, editable=False)
    covered_at = models.DateTimeField(null=True, editable=False)
    appeal = models.TextField(max_length=APPEAL_LENGTH, blank=True, editable=False)
    appealed_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    # What the model that learned from decisions guesses: how likely it is spam, and for which words.
    guess = models.FloatField(null=True, editable=False)
    guess_words = models.JSONField(default=list, editable=False)
    put_last = models.BooleanField(default=False, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        # Not `unique` of the fields: to these PostgreSQL gets a second index each, for LIKE.
        constraints = [
            models.UniqueConstraint(fields=["token"], name="a_token_once"),
            models.UniqueConstraint(fields=["fingerprint"], name="a_fingerprint_once"),
            models.UniqueConstraint(
                fields=["imported_from"], name="imported_once", condition=models.Q(imported_from__isnull=False)
            ),
        ]
        indexes = [
            *(
                models.Index(fields=[field], name=name, condition=models.Q(**{f"{field}__isnull": False}))
                for field, name in WITH_AN_INDEX.items()
            ),
            models.Index(fields=["status", "posted_at"], name="by_status"),
            models.Index(fields=["article", "status", "posted_at"], name="under_an_article"),
            # Threads in their order, and how many there are. With every column that is asked, so that no row is read.
            models.Index(
                "article",
                "status",
                thread_key(),
                "thread",
                "id",
                name="threads_of_an_article",
                condition=models.Q(status=Status.APPROVED),
            ),
            models.Index(
                "put_last",
                F("urgent").desc(),
                "queued_at",
                "id",
                name="queue",
                condition=models.Q(queued_at__isnull=False),
            ),
            # What is decided by thousands, in the order of its numbers.
            models.Index(fields=["id"], name="queued_by_number", condition=models.Q(queued_at__isnull=False)),
            # The first of each wave that waits, how many wait with it, and some of them.
            models.Index(
                fields=["wave", "id"],
                name="waiting_in_waves",
                condition=models.Q(queued_at__isnull=False, wave__isnull=False),
            ),
            models.Index(fields=["sender_key", "posted_at"], name="by_sender", condition=~models.Q(sender_key="")),
            models.Index(fields=["email"], name="by_email", condition=~models.Q(email="")),
            # What comments/retention.py looks through: only rows that still have it.
            models.Index(fields=["posted_at"], name="network_kept", condition=~models.Q(network_hash="")),
            models.Index(fields=["posted_at"], name="email_kept", condition=~models.Q(email="")),
            models.Index(fields=["posted_at"], name="former_words_kept", condition=~models.Q(former_body="")),
        ]
        permissions = [("moderate_comment", "Can approve, reject and mark comments as spam")]

    def __str__(self):
        return f"{self.name or 'Erased'} on “{self.article}”"

    def save(self, **options):
        stored = type(self).objects.filter(pk=self.pk)
        if not self._state.adding and stored.exclude(status=self.status).exists():
            raise PastTheDoor
        self.take_place()
        super().save(**options)

    def take_place(self):
        """In its thread and in the queue, before it is stored."""
        if self.parent is not None:
            self.thread_id = self.parent.thread_id or self.parent.pk
        if self._state.adding and self.status != self.Status.WAITING:
            self.queued_at = None

    def get_absolute_url(self):
        """Where readers find it once it is approved: on the article, or on a later page of comments."""
        return addresses_of(self.article, [self])[self.pk]

    @property
    def is_folded(self):
        """One of a wave, of which nobody said that it is none: by approving it, or by taking the wave apart."""
        return self.wave_id is not None and not self.wave.is_split and self.status != Status.APPROVED

    @property
    def writer(self):
        """The name to show: of the house by its profile, of a reader as they wrote it."""
        return self.person.name if self.person else self.name

    @property
    def words_to_decide(self):
        """What a decision is about: an edit that waits, else the words themselves."""
        return self.proposed_body or self.body

    def report_url(self):
        return f"{before('report')}{self.pk}/"

    def private_url(self, *, lost_markup=False):
        return f"{before('private')}{self.token}/{'?html=removed' if lost_markup else ''}"

    def approve(self, *, by, **why):
        return self._decide(self.Status.APPROVED, by=by, **why)

    def reject(self, *, by, **why):
        return self._decide(self.Status.REJECTED, by=by, **why)

    def mark_as_spam(self, *, by, **why):
        return self._decide(self.Status.SPAM, by=by, **why)

    def _decide(self, status, *, by, **why):
        """Move to `status` by the one door (comments/models/door.py), which says what else may be given.

        True if it moved. False, and nothing changed, if it stands there already and needs nobody,
        was withdrawn, or someone decided since this version was read.
        """
        outcome = Comment.objects._decide({self.pk: self.version}, status, by=by, **why)
        if outcome.moved:
            self.refresh_from_db(fields=DECIDED)
        return bool(outcome.moved)

    @property
    def last_decision(self):
        return self.decisions.select_related("by").last()
