"""The forms for comments. What comes in becomes plain text here."""

import re

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from comments import brake
from comments.discussions import discussion_of
from comments.looks import looks_at
from comments.models import Comment
from comments.models.comment import BODY_LENGTH, NAME_LENGTH
from comments.models.queryset import REPEAT_WITHIN, answers_repeats, fingerprint_of
from comments.names import looks_like_staff
from comments.plain_text import CLEANING_LIMIT, TooLong, markup_in, one_line, plain_text
from comments.screening import Draft, screen
from comments.screening.health import emergency_in
from comments.senders import sender_fields
from cramps_site.lib.addresses import canonical
from cramps_site.lib.client_ip import client_ip
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.prepared import prepared
from cramps_site.lib.trap import trap

HELD = (
    "So many comments are coming in that yours was not taken yet. Send it once more: your browser then works for some"
    f" seconds first, which programs that flood us cannot afford. Without scripts, wait {brake.WAIT // 60} minutes"
    " before you send it."
)


@prepared
def stored_as(fingerprint, a_day_ago):
    same = Comment.objects.filter(answers_repeats(a_day_ago), fingerprint=fingerprint)
    return same.order_by().values_list("pk")[:1]


class WordsField(forms.CharField):
    """The words of a comment, up to `limit` characters of plain text."""

    def __init__(self, *, limit=BODY_LENGTH, what="your comment", **options):
        super().__init__(strip=False, **options)
        self.limit, self.what = limit, what

    def clean(self, value):
        words = cleaned(plain_text, super().clean(value))
        if not words and not self.required:
            return ""
        if not words:
            raise forms.ValidationError("Write some words. HTML tags are removed, and nothing else was there.")
        if len(words) > self.limit:
            raise forms.ValidationError(
                f"Shorten {self.what} to {self.limit:,} characters. It has {len(words):,}.", code="long"
            )
        return words


class WritersForm(forms.Form):
    """Of who writes a comment, changes it, or appeals: what is noticed of the words before they are stored."""

    words_in = ["body"]  # the fields that become plain text

    @cached_property
    def markup(self):
        """The HTML tags that were removed of what was typed. For a valid form."""
        return [tag for field in self.words_in for tag in markup_in(self.data[field])]

    @property
    def lost_markup(self):
        return bool(self.markup)

    @property
    def may_be_emergency(self):
        """Whether the words sound as if someone were in danger. Those too that cannot be taken, as they were typed."""
        if not self.is_bound:
            return False
        words = self.cleaned_data.get("body") or self.data.get("body", "")[:CLEANING_LIMIT]
        return bool(emergency_in(looks_at(words)))


class CommentForm(WritersForm):
    """`article` and the request say where the comment goes and comes from; the reader says the rest."""

    name = forms.CharField(error_messages={"required": "Write a name. A first name or a made-up one is enough."})
    email = forms.CharField(required=False)
    body = WordsField(error_messages={"required": "Write your comment here."})
    parent = forms.CharField(required=False)
    subject = trap()
    words_in = ["name", "body"]
    waited = ""  # set while the brake holds these words

    def __init__(self, *args, article, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.article, self.request = article, request

    def clean_name(self):
        name = cleaned(one_line, self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Write a name of letters that can be seen.", code="empty")
        if len(name) > NAME_LENGTH:
            raise forms.ValidationError(f"Shorten the name to {NAME_LENGTH} characters.", code="long")
        if re.search(r"://|www\.|@", name, re.IGNORECASE):
            raise forms.ValidationError("Write a name without an address in it.", code="address")
        if looks_like_staff(name):
            raise forms.ValidationError(
                "That name looks like someone who works here. Choose another.", code="impersonates"
            )
        return name

    def clean_email(self):
        try:
            return self.cleaned_data["email"] and canonical(self.cleaned_data["email"])
        except forms.ValidationError as error:
            raise forms.ValidationError(f"{error.message} Or leave this empty.", code=error.code) from None

    def clean_parent(self):
        """The comment that is answered, or None."""
        if not self.cleaned_data["parent"]:
            return None
        answered = answerable(self.article).filter(pk=whole_number(self.cleaned_data["parent"])).first()
        if answered is None:
            raise forms.ValidationError(
                "The comment you answered is no longer there. Send once more to post your words on their own.",
                code="invalid_choice",
            )
        return answered

    def clean(self):
        if not self.discussion.takes_comments:
            raise forms.ValidationError(f"{self.discussion.why}, so yours was not sent.", code="closed")

    @cached_property
    def discussion(self):
        return discussion_of(self.article)

    @property
    def is_let_through(self):
        """While the brake is on: by the browser's work for these very words, or because they waited."""
        sent = {field: self.data.get(field, "") for field in ["work", "waited"]}
        return brake.lets_through(self.article.slug, self.data["body"], **sent)

    def hold(self):
        """Have the browser work, or the reader wait, before these words are sent again."""
        self.go_on_waiting()
        self.add_error(None, HELD)

    def go_on_waiting(self):
        self.work_bits = brake.BITS
        self.waited = brake.note(self.article.slug, self.data["body"], self.data.get("waited", ""))

    def preview(self):
        """The comment as it would stand, not stored. What the form was held for, it is still held for."""
        if self.data.get("waited"):
            self.go_on_waiting()
        said = {field: self.cleaned_data[field] for field in ["name", "body", "parent"]}
        return Comment(article=self.article, **said)

    def is_repeat(self):
        """True for a valid comment that this sender posted already, within a day."""
        return bool(stored_as(self.fingerprint, timezone.now() - REPEAT_WITHIN))

    @cached_property
    def fingerprint(self):
        return fingerprint_of(**self.fields_of_comment)

    def save(self):
        return Comment.objects.post(**self.fields_of_comment, verdict=screen(self.draft()))

    @cached_property
    def fields_of_comment(self):
        said = {field: self.cleaned_data[field] for field in ["name", "email", "body", "parent"]}
        sender = client_ip(self.request)
        known = sender_fields(sender=sender, name=said["name"], email=said["email"])
        return said | known | {"article": self.article, "sender": sender}

    def draft(self):
        fields = self.fields_of_comment
        seen = {field: fields[field] for field in ["article", "parent", "name", "email", "body", "sender_key"]}
        noticed = {"markup": self.markup, "trap": self.cleaned_data["subject"]}
        return Draft(**seen, **noticed, origin_unknown=self.request.origin_unknown)


def answerable(article):
    """What readers may answer, with who of the house wrote it."""
    return article.comments.approved().select_related("person")


class AnswerForm(forms.Form):
    """What someone of the house says to a comment. Who they are, their account says."""

    body = WordsField(error_messages={"required": "Write your answer here."})


def cleaned(clean, text):
    try:
        return clean(text)
    except TooLong:
        raise forms.ValidationError(f"Shorten this: it has {len(text):,} characters.", code="long") from None
