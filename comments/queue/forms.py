"""What moderators send from the queue, checked before it reaches the door."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.utils import timezone

from comments.models import Ban, Comment, Status
from comments.queue.bulk import Picks
from comments.queue.texts import covered
from comments.reasons import REASONS
from comments.screening.personal import pieces_of_personal_data
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.tokens import new_token

REJECTIONS = [(f"rejected:{code}", reason.label) for code, reason in REASONS.items()]
DECISIONS = [("approved", "Approve"), ("spam", "Spam"), *((value, f"Reject: {label}") for value, label in REJECTIONS)]
WORDS_LENGTH = 500
LARGEST = 2**62
BAN_DAYS = [(1, "1 day"), (7, "7 days"), (30, "30 days"), (180, "180 days")]


class Seen(forms.Form):
    """Which comment, and the version of it that was read."""

    comment = forms.IntegerField(min_value=1, max_value=LARGEST)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    @property
    def first_error(self):
        return next((errors[0] for errors in self.errors.values()), "")


class DecisionChoice(forms.ChoiceField):
    """The state to move to, and the code of the reason: (Status, code)."""

    def __init__(self):
        super().__init__(choices=DECISIONS, error_messages={"required": "Choose what to do."})

    def validate(self, value):
        if value.partition(":")[0] == Status.REJECTED and not self.valid_value(value):
            raise forms.ValidationError("Choose a reason.")
        super().validate(value)

    def clean(self, value):
        status, _, code = super().clean(value).partition(":")
        return Status(status), code


class DecisionForm(Seen):
    panel = "reject"  # of a card: opened where something is to be put right
    decision = DecisionChoice()
    words = forms.CharField(required=False)

    def clean_words(self):
        words = self.cleaned_data["words"]
        if len(words) > WORDS_LENGTH:
            said = f"The words are longer than {WORDS_LENGTH} characters (now {len(words):,})."
            raise forms.ValidationError(said)
        return words

    def decide(self, comment, *, by):
        """Returns the Outcome."""
        status, code = self.cleaned_data["decision"]
        why = {"code": code, "reason": self.cleaned_data["words"] if status == Status.REJECTED else ""}
        body = self.body_covered(comment) if status == Status.APPROVED else None
        return Comment.objects._decide({comment.pk: self.cleaned_data["version"]}, status, by=by, body=body, **why)

    def body_covered(self, comment):
        """The words with the chosen personal data hidden, by its place on the card. None where nothing was chosen."""
        chosen = {whole_number(place) for place in self.data.getlist("cover")}
        pieces = pieces_of_personal_data(comment.words_to_decide) if chosen else []
        hidden = [piece for place, piece in enumerate(pieces) if place in chosen]
        return covered(comment.words_to_decide, hidden) if hidden else None


class BanForm(Seen):
    panel = "ban"
    days = forms.TypedChoiceField(coerce=int, choices=BAN_DAYS)
    why = forms.CharField(max_length=200, error_messages={"required": "A ban needs a reason for your colleagues."})
    also_waiting = forms.BooleanField(required=False)

    def __init__(self, *args, banned, **options):
        super().__init__(*args, **options)
        self.banned = banned

    def clean(self):
        if not self.banned.sender_key:
            raise forms.ValidationError("A network alone cannot be banned.")

    @transaction.atomic
    def ban(self, *, by):
        """Ban the sender, unless the comment changed since it was read. Returns the Outcome, or None without one."""
        outcome = None
        if self.cleaned_data["also_waiting"]:
            outcome = Comment.objects._decide(self.seen(), Status.SPAM, by=by, code="banned", batch=new_token())
            if self.banned.pk in {comment.pk for comment in outcome.refused}:
                transaction.set_rollback(True)
                outcome.moved.clear()
                return outcome
        Ban.objects.create(
            sender_key=self.banned.sender_key,
            name=self.banned.name,
            until=timezone.now() + timedelta(days=self.cleaned_data["days"]),
            why=self.cleaned_data["why"],
            by=by,
        )
        return outcome

    def seen(self):
        waiting = Comment.objects.waiting().of_senders([self.banned.sender_key])
        seen = dict(waiting.values_list("pk", "version"))
        if self.banned.status == Status.SPAM and not self.banned.queued_at:
            return seen
        return seen | {self.banned.pk: self.cleaned_data["version"]}

    def said(self, outcome):
        until = timezone.localtime(timezone.now() + timedelta(days=self.cleaned_data["days"]))
        marked = len(outcome.moved) if outcome else 0
        spam = f"; {marked} comment{' is' if marked == 1 else 's are'} spam" if marked else ""
        return f"{self.banned.writer} is banned until {until:%-d %B}{spam}."


class WaveForm(forms.Form):
    """What to do with a whole wave, as it was seen: its version, and the newest comment of it."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    upto = forms.IntegerField(min_value=0, max_value=LARGEST)
    follow = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)
    decision = forms.CharField()

    first_error = Seen.first_error

    def clean_decision(self):
        value = self.cleaned_data["decision"]
        return value if value == "split" else DecisionChoice().clean(value)

    @property
    def wants_split(self):
        return self.cleaned_data["decision"] == "split"

    @property
    def asks_once_more(self):
        """What publishes many comments, or answers many writers."""
        return self.cleaned_data["decision"][0] != Status.SPAM and not self.cleaned_data["sure"]

    def question(self, wave):
        number = wave.comments.queued().filter(pk__lte=self.cleaned_data["upto"]).count()
        verb = "Approve" if self.cleaned_data["decision"][0] == Status.APPROVED else "Reject"
        return f"{verb} {number:,} comments?"

    def split(self, wave, *, by):
        """Returns how many wait one by one, or None where somebody was first."""
        wave.version = self.cleaned_data["version"]
        return wave.split(by=by)

    def picks(self, wave):
        """The wave as it was seen, as if it were ticked."""
        return Picks(waves={wave.pk: (self.cleaned_data["upto"], self.cleaned_data["version"])})
