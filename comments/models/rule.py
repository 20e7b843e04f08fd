"""What moderators taught the screening: words, domains and addresses to look for, and senders who are banned."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from articles.models import SiteVersion
from comments.hosts import domain_in
from comments.looks import looks_of
from comments.models.states import UNDO_WITHIN, Status
from cramps_site.lib.addresses import canonical
from cramps_site.lib.for_a_moment import for_a_moment, forget_what_changes

KEPT_FOR = 5  # seconds
COUNTED_FOR = timedelta(days=90)
ENOUGH_TO_JUDGE = 10  # hits that a person decided
WRONG = 0.5


class RuleQuerySet(models.QuerySet):
    def with_an_address(self):
        """Those that keep somebody's whole address, in use or not."""
        return self.filter(kind=Rule.Kind.ADDRESS, looks_like__contains="@")

    def with_record(self):
        """With what each found in 90 days: `found`, `last_found`, `judged` by a person, and `right` of these."""
        recent = Q(hits__comment__posted_at__gte=timezone.now() - COUNTED_FOR)
        judged = recent & Q(
            hits__comment__decisions__by__isnull=False, hits__comment__status__in=[*NOT_APPROVED, Status.APPROVED]
        )
        return self.annotate(
            found=Count("hits__comment", filter=recent, distinct=True),
            last_found=Max("hits__comment__posted_at"),
            judged=Count("hits__comment", filter=judged, distinct=True),
            right=Count("hits__comment", filter=judged & Q(hits__comment__status__in=NOT_APPROVED), distinct=True),
        )


NOT_APPROVED = [Status.REJECTED, Status.SPAM]


@for_a_moment(KEPT_FOR)
def rules_in_use():
    """As a list: every comment asks for them."""
    return list(Rule.objects.filter(is_active=True).order_by("pk"))


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
    replaces = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="replaced_by",
        help_text="The rule that said something else before. It keeps what it found.",
    )

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pattern"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "looks_like"], condition=models.Q(is_active=True), name="a_rule_once_in_use"
            )
        ]

    def __str__(self):
        return self.pattern

    @transaction.atomic
    def save(self, **options):
        self.looks_like = self.compared_form()
        super().save(**options)
        if self.kind == self.Kind.ADDRESS:
            SiteVersion.move()  # the page /privacy/ says whether there is such a rule
        forget_what_changes()

    @transaction.atomic
    def replace(self, *, by):
        """Store what it says now as a rule of its own, made by the user `by`, and switch the one that stood there off.

        So a reason keeps the words that it matched, and figures are of one wording. Returns that one.
        """
        before = Rule.objects.get(pk=self.pk)
        before.is_active = False
        before.save()
        self.pk, self._state.adding = None, True
        self.replaces, self.made_by, self.made_at = before, by, timezone.now()
        self.save()
        return before

    @property
    def successor(self):
        """The rule that took its place, or None."""
        return getattr(self, "replaced_by", None)

    @property
    def says(self):
        """What it looks for and what follows, as one text: two rules with the same do the same."""
        return f"{self.kind} {self.action} {self.looks_like}"

    def clean(self):
        if not self.pattern:
            return  # the field itself has said so
        self.looks_like = self.compared_form()
        if not self.looks_like:
            raise ValidationError({"pattern": NOTHING_TO_FIND[self.kind]})
        if self.pk and self.successor:
            raise ValidationError(f"“{self.successor}” took the place of this rule. Change that one.")
        others = Rule.objects.filter(kind=self.kind, looks_like=self.looks_like, is_active=True).exclude(pk=self.pk)
        if self.is_active and others.exists():
            raise ValidationError({"pattern": "There is a rule for this already; it finds what looks the same too."})

    def compared_form(self):
        if self.kind == self.Kind.WORDS:
            return looks_of(self.pattern)[:200]
        if self.kind == self.Kind.ADDRESS and "@" in self.pattern.strip().lstrip("@"):
            try:
                return canonical(self.pattern)[:200]
            except ValidationError:
                return ""
        return domain_in(self.pattern)[:200]

    def advice(self):
        """For a rule of `with_record`: whether it is worth having."""
        if self.successor:
            return f"“{self.successor}” took its place."
        if self.judged >= ENOUGH_TO_JUDGE and self.right < self.judged * WRONG:
            return f"Right {self.right} of {self.judged} times: look at it again."
        if not self.found and timezone.now() > self.made_at + COUNTED_FOR:
            return "Has found nothing in 90 days."
        return ""


NOTHING_TO_FIND = {
    Rule.Kind.WORDS: "Write a word or a phrase: letters or digits.",
    Rule.Kind.DOMAIN: "Write a domain like shop.example.",
    Rule.Kind.ADDRESS: "Write an address like name@shop.example, or a domain like shop.example.",
}


class BanQuerySet(models.QuerySet):
    def in_force(self, at=None):
        return self.filter(until__gt=at or timezone.now(), lifted_at=None)

    def lift(self):
        """Returns how many were still in force."""
        return self.in_force().update(lifted_at=timezone.now())

    def lift_just_made(self, sender_keys, *, by):
        """With the decisions of the last minute that are taken back."""
        since = timezone.now() - 2 * UNDO_WITHIN
        return self.filter(by=by, sender_key__in=sender_keys, made_at__gte=since).lift()


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
        return f"{self.name or 'Somebody'}, until {self.until:%d %B %Y}"
