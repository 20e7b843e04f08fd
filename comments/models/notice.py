"""Mail about comments: to who wrote them, and to moderators. Nothing is sent in a request."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from comments.models.digest import DigestChoice
from comments.models.no_mail import NoMail
from comments.models.states import UNDO_WITHIN, Status
from cramps_site.lib.asks import HOUR, has_room, wait_for_all
from cramps_site.lib.outbox import Outgoing, OutgoingQuerySet
from cramps_site.lib.tokens import new_token, token_hash

TOLD = {Status.APPROVED, Status.REJECTED}  # never about spam
LINK_LIFE = timedelta(days=7)
PROOFS, PROOFS_WITHIN = 3, timedelta(days=1)  # letters to one address that nobody has proven
LONG_WAIT = timedelta(days=1)
PROVE_LINK = "comments.prove"
MINE_TO_AN_ADDRESS = [(1, HOUR), (3, timedelta(days=1))]  # letters with the way to all its comments


class NoticeQuerySet(OutgoingQuerySet):
    def ask_for_proof(self, comment):
        """Ask whose address came with a comment that was just stored. Of a wave nobody is asked as it comes."""
        asks = comment.email and comment.wave_id is None and comment.status != Status.SPAM
        if asks and not NoMail.objects.covers(comment.email):
            self.create(kind=Notice.Kind.PROVE, comment=comment)

    def ask_after_all(self, comments, due_at):
        """Ask for proof who was not asked yet, or in vain: what seemed spam, a wave, or one of too many is none.

        `comments` is a QuerySet. Nobody is asked of what was imported.
        """
        asked = self.filter(kind=Notice.Kind.PROVE, comment=OuterRef("pk")).exclude(status=Notice.Status.DROPPED)
        others = comments.filter(~Exists(asked), email_proven_at=None, imported_from=None).exclude(email="")
        self.bulk_create(Notice(kind=Notice.Kind.PROVE, comment=each, due_at=due_at) for each in others.only("pk"))

    def from_link(self, token):
        """The notice whose link to prove an address this is, or None: unknown, older than 7 days, or void."""
        young = self.filter(kind=Notice.Kind.PROVE, claimed_at__gte=timezone.now() - LINK_LIFE)
        gone = Q(comment__status=Status.WITHDRAWN) | Q(comment__erased_at__isnull=False)
        hashed = token_hash(PROVE_LINK, token)
        return young.exclude(gone).filter(link_hash=hashed).select_related("comment__article").first()

    @transaction.atomic
    def bring_all(self, address):
        """Someone typed `address`, canonical, and asks for the way to its comments: a letter brings it, to who has any.

        The page that answers is the same whoever it is, and so is the time it takes: one transaction that writes,
        be it a row of nobody that goes again.
        """
        oldest = all_comments().of_mailbox(address).select_for_update().order_by("pk").first()  # who asks next waits
        earlier = self.filter(kind=Notice.Kind.MINE, comment__email=address)
        has_had_enough = not has_room(earlier, MINE_TO_AN_ADDRESS, "asked_at")
        hindered = [has_had_enough, NoMail.objects.covers(address), oldest is None]
        notice = self.create(kind=Notice.Kind.MINE, comment=oldest)
        if any(hindered):
            notice.delete()

    def hand_on(self, comment):
        """The way to all comments of an address outlives the one that its letter goes by, which is about to lose it."""
        other = all_comments().of_mailbox(comment.email).exclude(pk=comment.pk).order_by("pk").first()
        if other:
            self.filter(kind=Notice.Kind.MINE, comment=comment).update(comment=other)

    def announce(self, decisions):
        """Tell writers what was decided, and those they answered; in a minute, when it can no longer be undone.

        Only those who left an address, proved that it is theirs, and did not leave.
        """
        due_at = timezone.now() + UNDO_WITHIN
        news = [decision for decision in decisions if is_news(decision)]
        decided = [decision for decision in news if decision.by_id]
        notices = [
            Notice(kind=Notice.Kind.DECIDED, comment=decision.comment, decision=decision, due_at=due_at)
            for decision in decided
            if decision.comment.email_proven_at and decision.comment.tell_decided
        ]
        approved = [decision for decision in news if decision.after == Status.APPROVED]
        notices += self.of_answers(approved, due_at)
        self.bulk_create(notices)
        unproven = [d.comment_id for d in approved if d.comment.email and d.comment.email_proven_at is None]
        if unproven:
            self.ask_after_all(all_comments().filter(pk__in=unproven), due_at)

    def of_answers(self, decisions, due_at):
        answers = [d for d in decisions if d.comment.parent_id and d.before != Status.APPROVED]
        if not answers:
            return []
        told = all_comments().filter(
            pk__in={answer.comment.parent_id for answer in answers},
            email_proven_at__isnull=False,
            tell_answered=True,
            status=Status.APPROVED,
        )
        parents = told.in_bulk()
        return [
            Notice(kind=Notice.Kind.ANSWERED, comment=parents[d.comment.parent_id], decision=d, due_at=due_at)
            for d in answers
            if d.comment.parent_id in parents
        ]

    def announce_what_stands(self, comment):
        """Tell who has just proven an address what was decided before."""
        decision = next((d for d in comment.decisions.order_by("-pk") if not goes_unseen(d)), None)
        if decision and decision.by_id and is_news(decision):
            due_at = max(timezone.now(), decision.made_at + UNDO_WITHIN)
            self.get_or_create(
                kind=Notice.Kind.DECIDED, comment=comment, decision=decision, defaults={"due_at": due_at}
            )


def all_comments():
    return Notice._meta.get_field("comment").related_model.objects.all()


def is_news(decision):
    """That the writer or readers can see, about the comment, an edit or an appeal, and made here, if by nobody."""
    made_here = not decision.undoes_id and decision.code != "imported"
    return made_here and decision.after in TOLD and not goes_unseen(decision)


def goes_unseen(decision):
    """What readers saw they see still: reports were looked at, or personal data was covered."""
    kept = decision.before == decision.after == Status.APPROVED and not decision.undoes_id
    return kept and decision.words not in {"accepted", "refused"}


class Notice(Outgoing):
    class Kind(models.TextChoices):
        PROVE = "prove", "Is this your address?"
        DECIDED = "decided", "What was decided"
        ANSWERED = "answered", "Someone answered"
        MINE = "mine", "All comments of an address"
        DIGEST = "digest", "What waits"
        AT_ONCE = "at_once", "Something waits again"
        REMINDER = "reminder", "Something has waited for a day"

    kind = models.CharField(max_length=10, choices=Kind)
    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, null=True, related_name="notices")
    decision = models.ForeignKey("comments.Decision", on_delete=models.CASCADE, null=True, related_name="notices")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notices")
    link_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        indexes = [
            models.Index(fields=["status", "due_at"], name="notices_due"),
            models.Index(fields=["kind", "status", "claimed_at"], name="notices_claimed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "comment", "decision"], name="a_notice_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.comment or self.moderator}"

    def is_wanted(self):
        """Whether it still says something true to someone who may be written to."""
        if self.moderator:
            return self.is_wanted_by_its_moderator()
        comment = self.comment
        reachable = comment.email and not comment.erased_at and not NoMail.objects.covers(comment.email)
        still = {
            self.Kind.PROVE: self.may_ask_for_proof,
            self.Kind.DECIDED: self.is_the_last_word,
            self.Kind.ANSWERED: self.is_still_answered,
            self.Kind.MINE: all_comments().of_mailbox(comment.email).exists,
        }
        return bool(reachable) and still[self.kind]()

    def may_ask_for_proof(self):
        """Neither of spam nor of a wave, at most three in a day to one address, and not too many in an hour to all.

        Whoever types an address may be someone else.
        """
        comment = self.comment
        asked = {Status.WAITING, *TOLD} >= {comment.status} and comment.email_proven_at is None
        few = asked and not comment.is_folded and self.earlier_proofs().count() < PROOFS
        return few and not wait_for_all(self.proofs_of_an_hour(), "claimed_at")

    def earlier_proofs(self):
        same = Q(comment__email=self.comment.email)
        if self.comment.sender_key:
            same |= Q(comment__sender_key=self.comment.sender_key)
        lately = Notice.objects.filter(same, kind=self.kind, asked_at__gt=self.asked_at - PROOFS_WITHIN)
        return lately.filter(pk__lt=self.pk).exclude(status=self.Status.DROPPED)

    def proofs_of_an_hour(self):
        """Others that went out or were tried. By when that was: a mail server that was away gets no more at once."""
        tried = set(self.Status.values) - {self.Status.DROPPED}
        lately = Notice.objects.filter(kind=self.kind, status__in=tried, claimed_at__gt=timezone.now() - HOUR)
        return lately.exclude(pk=self.pk)

    def is_the_last_word(self):
        comment = self.comment
        told = comment.email_proven_at and comment.tell_decided and comment.status == self.decision.after
        return bool(told) and stands(self.decision)

    def is_still_answered(self):
        """Nobody is told that they answered themselves."""
        comment, answer = self.comment, self.decision.comment
        told = comment.email_proven_at and comment.tell_answered and answer.email != comment.email
        return bool(told) and {comment.status, answer.status} == {Status.APPROVED} and stands(self.decision)

    def is_wanted_by_its_moderator(self):
        choice = DigestChoice.objects.of(self.moderator)
        wanted = choice.at_once if self.kind == self.Kind.AT_ONCE else choice.every is not None
        may = self.moderator.email and self.moderator.has_perm("comments.moderate_comment")
        return bool(wanted and may) and self.waiting_comments().exists()

    def waiting_comments(self):
        """What a moderator is told of: what came since the last such mail that went out, or has waited for a day."""
        if self.kind == self.Kind.REMINDER:
            return all_comments().queued().filter(queued_at__lte=self.asked_at - LONG_WAIT)
        known = all_comments().queued().filter(queued_at__lte=self.asked_at)
        before = Notice.objects.filter(
            moderator=self.moderator,
            kind__in=NEWS,
            status=self.Status.SENT,
            asked_at__lt=self.asked_at,
        )
        last = before.aggregate(last=Max("asked_at"))["last"]
        return known.filter(queued_at__gt=last) if last else known

    def new_link_token(self):
        """A token for the link to prove the address. Only its hash is stored, so it is made when it is sent."""
        token = new_token()
        self.link_hash = token_hash(PROVE_LINK, token)
        self.save(update_fields=["link_hash"])
        return token

    @transaction.atomic
    def prove(self):
        """Whoever reads the mailbox wants to be told. True if this made the difference."""
        from comments.screening.trust import publish_if_trusted, settle_identity  # the screening imports the models

        same = all_comments().filter(pk=self.comment_id, email=self.comment.email, email_proven_at=None)
        proven = same.exclude(email="").update(email_proven_at=timezone.now())
        if proven:
            self.comment.refresh_from_db()
            Notice.objects.announce_what_stands(self.comment)
            settle_identity(self.comment)
            publish_if_trusted(self.comment)
        return bool(proven)

    @transaction.atomic
    def never_again(self):
        """Whoever reads the mailbox wants no mail. The address goes, and what remains only recognises it."""
        if self.comment.email:
            NoMail.objects.add(self.comment.email)
            Notice.objects.hand_on(self.comment)
            all_comments().filter(pk=self.comment_id).update(email="", email_proven_at=None)


NEWS = [Notice.Kind.DIGEST, Notice.Kind.AT_ONCE]  # that something new waits


def stands(decision):
    """Whether nothing was decided since that readers or the writer can see."""
    later = decision.comment.decisions.filter(pk__gt=decision.pk)
    return all(goes_unseen(other) for other in later)
