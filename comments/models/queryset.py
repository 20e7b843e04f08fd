"""Which comments there are, in which order, and how new ones come in."""

from datetime import timedelta
from functools import cache

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import Authorship
from comments.models import door
from comments.models.notice import Notice
from comments.models.states import Status
from comments.models.threads import ThreadQuerySet
from comments.models.wave import NearKey
from cramps_site.lib import prepared
from cramps_site.lib.group_commit import StoredTogether

OF_LATE = 20  # comments
BOTH = [False, True]
REPEAT_WITHIN = timedelta(days=1)


@cache
def is_by_author():
    return Exists(Authorship.objects.filter(article=OuterRef("article"), person=OuterRef("person")))


class CommentQuerySet(ThreadQuerySet):
    def update(self, **fields):
        """Of every column but `status`, which changes by the door alone."""
        if "status" in fields:
            raise door.PastTheDoor
        return super().update(**fields)

    def approved(self):
        return self.filter(status=Status.APPROVED)

    def waiting(self):
        return self.filter(status=Status.WAITING)

    def queued(self):
        """What needs a person: new ones, and approved or rejected ones that were edited, reported or appealed."""
        return self.filter(queued_at__isnull=False)

    def of_senders(self, keys):
        """The index leaves empty keys out, and databases take it only where the query says so too."""
        return self.filter(sender_key__in=keys).exclude(sender_key="")

    def caught_of_late(self):
        """(how many of the newest comments of readers filled the field that people do not see, of how many)."""
        newest = self.filter(person=None, imported_from=None).order_by("-pk").values_list("pk", flat=True)[:OF_LATE]
        pks = list(newest)
        return self.filter(pk__in=pks, reasons__check_name="honeypot").distinct().count(), len(pks)

    def of_mailbox(self, address):
        """What came with `address`, canonical, and was proven to be its own. Of spam nobody is told.

        The index leaves empty addresses out, and databases take it only where the query says so too.
        """
        proven = self.filter(email=address, email_proven_at__isnull=False)
        return proven.exclude(email="").exclude(status=Status.SPAM)

    def in_queue_order(self):
        """Emergencies, then what is likely good, each oldest first."""
        return self.order_by("put_last", F("urgent").desc(), "queued_at", "pk")

    def oldest_queued_at(self):
        """Since when what has waited longest needs a person; None where nothing does.

        Of each part of the queue's index the first: to take the least of all would read as many as wait.
        """
        firsts = [
            Subquery(self.queued().filter(put_last=last, urgent=urgent).in_queue_order().values("queued_at")[:1])
            for last in BOTH
            for urgent in BOTH
        ]
        found = self.queued().order_by().values_list(*firsts)[:1]
        return min((first for row in found for first in row if first), default=None)

    def for_readers(self):
        """With who of the house wrote each, and `by_author`: whether they wrote the article too."""
        return self.select_related("person").annotate(by_author=is_by_author())

    def post(self, *, sender, verdict=None, **fields):
        """Store a reader's comment. Posted again within a day, the first one is the answer.

        `sender` is the client's address: part of keyed hashes, and stored nowhere itself. `verdict`
        is what the screening said of it. Returns the comment.
        """
        fields["fingerprint"] = fingerprint_of(sender=sender, **fields)
        comment = self.model(**fields)
        try:
            return store_together((comment, verdict), may_wait_for_rows=bool(verdict and verdict.meets_others))
        except IntegrityError:  # mostly it is new, and only what its fingerprint refuses is looked at
            return self.store_again(fields, verdict)

    @transaction.atomic
    def store_again(self, fields, verdict):
        """The comment that has this fingerprint; a new one where that no longer answers repeats."""
        same = self.filter(fingerprint=fields["fingerprint"])
        same.exclude(answers_repeats(timezone.now() - REPEAT_WITHIN)).update(fingerprint=None)
        known = same.first()
        if known is None:
            try:
                return store_together((self.model(**fields), verdict))
            except IntegrityError:  # the same words again, at this very moment
                known = same.get()
        return known

    @transaction.atomic
    def answer(self, comment, *, person, by, body):
        """Publish an answer by `person` of the house, sent by the user `by`. Returns it.

        Sent again within a day, the first one is the answer, as it stands: a moderator may have
        taken it down.
        """
        said = {"article": comment.article, "parent": comment, "name": person.name, "email": "", "body": body}
        answer = self.post(sender=f"user {by.pk}", person=person, **said)
        if answer.status == Status.WAITING:
            answer.approve(by=by)
        return answer

    def _decide(self, seen, status, *, by, **why):
        """See `comments/models/door.py`. For the verbs of Comment, and for many at once."""
        return door.decide(self.model.objects.all(), seen, status, by=by, **why)

    _decide.queryset_only = False  # or the manager would not have it, for its underscore

    def undo(self, decisions, *, by):
        """Take decisions of the last minute back. Returns an Outcome."""
        return door.undo(self.model.objects.all(), decisions, by=by)


def store(items):
    """New comments, of pairs with the verdict on each or None. Returns them."""
    comments, near_keys = [comment for comment, _ in items], []
    for comment in comments:
        comment.take_place()
    prepared.store(comments)
    for comment, verdict in items:
        if verdict is not None:
            near_keys += verdict.apply_to(comment)
        Notice.objects.ask_for_proof(comment)
    NearKey.store(near_keys)
    return comments


store_together = StoredTogether(store)


def answers_repeats(a_day_ago):
    """A comment of the last day, unless its writer withdrew it: then the same words are new."""
    return Q(posted_at__gte=a_day_ago) & ~Q(status=Status.WITHDRAWN)


def fingerprint_of(*, sender, article, parent, name, email, body, **other):
    said = "\x00".join([sender, str(article.pk), str(parent and parent.pk), name, email, body])
    return salted_hmac("comments.fingerprint", said, algorithm="sha256").hexdigest()
