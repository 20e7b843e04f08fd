"""What moderators send from the queue, checked before it reaches the door."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.utils import timezone

from comments.models import Ban, Comment, Status
from comments.queue.bulk import CameOfIt, Picks
from comments.queue.left import left_as_they_were, left_of_sender, sum_of
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

    def __init__(self, *args, banned, looked_at, **options):
        super().__init__(*args, **options)
        self.banned, self.looked_at = banned, looked_at

    def clean(self):
        if not self.banned.sender_key:
            raise forms.ValidationError("A network alone cannot be banned.")

    @transaction.atomic
    def ban(self, *, by):
        """Ban the sender. Returns what CameOfIt; None, and nobody banned, if the comment changed since it was read."""
        came = CameOfIt(batch=new_token())
        if self.cleaned_data["also_waiting"]:
            seen = self.seen()
            outcome = Comment.objects._decide(seen, Status.SPAM, by=by, code="banned", batch=came.batch)
            refused = {comment.pk: seen[comment.pk] for comment in outcome.refused}
            if self.banned.pk in refused:
                transaction.set_rollback(True)
                return None
            came.moved = len(outcome.moved)
            came.left = refused | left_of_sender(self.banned.sender_key, self.looked_at, came.batch)
        Ban.objects.create(
            sender_key=self.banned.sender_key,
            name=self.banned.name,
            until=timezone.now() + timedelta(days=self.cleaned_data["days"]),
            why=self.cleaned_data["why"],
            by=by,
        )
        return came

    def seen(self):
        """The comment as it was read, and what waited beside it then and still says the same."""
        same = self.waiting().filter(queued_at__lte=self.looked_at).exclude(edited_at__gt=self.looked_at)
        seen = dict(same.values_list("pk", "version"))
        if self.banned.status == Status.SPAM and not self.banned.queued_at:
            return seen
        return seen | {self.banned.pk: self.cleaned_data["version"]}

    def waiting(self):
        return Comment.objects.waiting().of_senders([self.banned.sender_key])

    def said(self, came):
        """What became of it, and of what was left as it was."""
        until = timezone.localtime(timezone.now() + timedelta(days=self.cleaned_data["days"]))
        said = f"{self.banned.writer} is banned until {until:%-d %B}."
        newer, waiting = self.waiting().filter(queued_at__gt=self.looked_at).count(), self.waiting().count()
        if self.cleaned_data["also_waiting"] and (came.moved or came.left or newer):
            said += f" {sum_of(came.moved, Status.SPAM, left_as_they_were(came.left), newer)}"
        return f"{said} {waiting:,} of this sender still wait{'s' if waiting == 1 else ''}." if waiting else said


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
