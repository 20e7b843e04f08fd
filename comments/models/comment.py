"""A comment, its states, and the one door through which they change."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Coalesce, DenseRank
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import Article, Authorship, Person
from cramps_site.lib.tokens import new_token

THREADS_PER_PAGE = 50
NAME_LENGTH = 80
BODY_LENGTH = 3000
REPEAT_WITHIN = timedelta(days=1)


class CommentQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status=Comment.Status.APPROVED)

    def waiting(self):
        return self.filter(status=Comment.Status.WAITING)

    def oldest_first(self):
        return self.order_by("posted_at", "pk")

    def with_thread_id(self):
        return self.annotate(thread_key=Coalesce("thread_id", "pk"))

    def thread_keys(self, *, newest_first=False):
        """The thread of each comment once, in the order the threads began, or the other way round."""
        order = "-thread_key" if newest_first else "thread_key"
        return self.with_thread_id().order_by(order).values_list("thread_key", flat=True).distinct()

    def with_page_number(self):
        """With `page`: where each stands among all of the query, oldest thread first."""
        thread = Window(DenseRank(), order_by=F("thread_key").asc())
        return self.with_thread_id().annotate(page=(thread - 1) / THREADS_PER_PAGE + 1)

    def for_readers(self):
        """With who of the house wrote each, and `by_author`: whether they wrote the article too."""
        authors = Authorship.objects.filter(article=OuterRef("article"), person=OuterRef("person"))
        return self.select_related("person").annotate(by_author=Exists(authors))

    def post(self, *, sender, **fields):
        """Store a reader's comment. Posted again within a day, the first one is the answer.

        `sender` is the client's address: part of a keyed hash, so that only the same sender's
        same words are a repetition, and stored nowhere else. Returns the comment.
        """
        fingerprint = fingerprint_of(sender=sender, **fields)
        with transaction.atomic():
            self.filter(fingerprint=fingerprint).exclude(answers_repeats()).update(fingerprint=None)
            comment, _ = self.get_or_create(fingerprint=fingerprint, defaults=fields)
        return comment

    def is_repeat(self, *, sender, **fields):
        return self.filter(answers_repeats(), fingerprint=fingerprint_of(sender=sender, **fields)).exists()

    @transaction.atomic
    def answer(self, comment, *, person, by, body):
        """Publish an answer by `person` of the house, sent by the user `by`. Returns it.

        Sent again within a day, the first one is the answer, as it stands: a moderator may have
        taken it down.
        """
        said = {"article": comment.article, "parent": comment, "name": person.name, "email": "", "body": body}
        answer = self.post(sender=f"user {by.pk}", person=person, **said)
        if answer.status == Comment.Status.WAITING:
            answer.approve(by=by)
        return answer


def answers_repeats():
    """A comment of the last day, unless its writer withdrew it: then the same words are new."""
    return Q(posted_at__gte=timezone.now() - REPEAT_WITHIN) & ~Q(status=Comment.Status.WITHDRAWN)


def fingerprint_of(*, sender, article, parent, name, email, body, **other):
    said = "\x00".join([sender, str(article.pk), str(parent and parent.pk), name, email, body])
    return salted_hmac("comments.fingerprint", said, algorithm="sha256").hexdigest()


def page_address(article, number):
    """Where readers find a page of comments, oldest first: the first one is under the article."""
    if number == 1:
        return article.get_absolute_url()
    return reverse("comments:comments", args=[article.slug], query={"page": number})


class Comment(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Spam"
        WITHDRAWN = "withdrawn", "Withdrawn"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="answers", verbose_name="in reply to"
    )
    thread = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="replies",
        help_text="The comment that began the thread. Empty for that comment itself.",
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="comments",
        help_text="Who of the house wrote it. Empty for readers, whatever they call themselves.",
    )
    name = models.CharField(max_length=NAME_LENGTH)
    email = models.EmailField("e-mail", max_length=254, blank=True)
    body = models.TextField("text")
    posted_at = models.DateTimeField("posted", default=timezone.now)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    reasons = models.JSONField(
        default=list, editable=False, verbose_name="why to look twice", help_text="A list of {rule, excerpt}."
    )
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "posted_at"], name="queue"),
            models.Index(fields=["article", "status", "posted_at"], name="under_an_article"),
        ]
        permissions = [("moderate_comment", "Can approve, reject and mark comments as spam")]

    def __str__(self):
        return f"{self.name} on “{self.article}”"

    def save(self, **options):
        if self.parent is not None:
            self.thread_id = self.parent.thread_id or self.parent.pk
        super().save(**options)

    def get_absolute_url(self):
        """Where readers find it once it is approved: on the article, or on a later page of comments."""
        return self.address_on(self.page_number())

    def address_on(self, page):
        return f"{page_address(self.article, page)}#comment-{self.pk}"

    def page_number(self):
        earlier = self.article.comments.approved().thread_keys().filter(thread_key__lt=self.thread_id or self.pk)
        return earlier.count() // THREADS_PER_PAGE + 1

    @property
    def writer(self):
        """The name to show: of the house by its profile, of a reader as they wrote it."""
        return self.person.name if self.person else self.name

    def private_url(self):
        return reverse("comments:private", args=[self.token])

    def approve(self, *, by, reason=""):
        return self._decide(self.Status.APPROVED, by, reason)

    def reject(self, *, by, reason=""):
        return self._decide(self.Status.REJECTED, by, reason)

    def mark_as_spam(self, *, by, reason=""):
        return self._decide(self.Status.SPAM, by, reason)

    def withdraw(self):
        """By the one who wrote it. Final, whatever a moderator decides at the same instant."""
        while not (moved := self._decide(self.Status.WITHDRAWN, None, "")) and self.status != self.Status.WITHDRAWN:
            self.refresh_from_db(fields=["status", "version"])
        return moved

    @transaction.atomic
    def _decide(self, status, by, reason):
        """Move to `status` and record who, when and why.

        True if it moved. False, and nothing changed, if it stands there already, was withdrawn,
        or someone decided since this version was read.
        """
        if self.status in {status, self.Status.WITHDRAWN}:
            return False
        moved = Comment.objects.filter(pk=self.pk, version=self.version).update(status=status, version=F("version") + 1)
        if moved:
            self.decisions.create(before=self.status, after=status, by=by, reason=reason)
            self.status, self.version = status, self.version + 1
            self.article.touch()
        return bool(moved)

    @property
    def seems_waiting(self):
        """As its writer is told: a program that filled the trap learns nothing from the answer."""
        return self.status == self.Status.WAITING or (self.status == self.Status.SPAM and self.last_decision is None)

    @property
    def last_decision(self):
        return self.decisions.select_related("by").last()
