"""What the writer of a comment may send from its private page."""

from django import forms

from comments.forms import WordsField, WritersForm
from comments.models.comment import APPEAL_LENGTH
from comments.screening import Draft, screen

LARGEST = 2**31 - 1  # that a version can be, on both databases
DECIDED = "A moderator decided meanwhile, so nothing was changed. What became of it stands below, and so do your words."
TOO_LATE = "The time to edit it is over, so nothing was changed. Your words stand below."


class EditForm(WritersForm):
    body = WordsField(error_messages={"required": "Write your comment here."})
    # What the writer had read when the words were sent. Without it every decision came meanwhile.
    version = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)

    def __init__(self, *args, comment=None, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.comment, self.request = comment, request

    def save(self):
        """False, with the error, if the words could not be taken."""
        words, seen = self.cleaned_data["body"], self.cleaned_data["version"] or 0
        done = self.comment.edit(words, seen=seen, verdict=screen(self.draft()))
        if not done:
            self.add_error(None, DECIDED if self.comment.decided_since(seen) else TOO_LATE)
        return done

    def draft(self):
        said = {field: getattr(self.comment, field) for field in ["article", "parent", "name", "email", "sender_key"]}
        said |= {"body": self.cleaned_data["body"], "email_proven": self.comment.email_proven_at is not None}
        return Draft(**said, markup=self.markup, origin_unknown=self.request.origin_unknown, edits=self.comment.pk)


class AppealForm(WritersForm):
    body = WordsField(
        limit=APPEAL_LENGTH,
        what="this",
        error_messages={"required": "Say in a sentence why it should be published."},
    )

    def __init__(self, *args, comment=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.comment = comment

    def save(self):
        """False, with the error, if there is nothing to appeal against."""
        done = self.comment.ask_once_more(self.cleaned_data["body"])
        if not done:
            self.add_error(None, "Nobody can be asked once more about this comment. Your words stand below.")
        return done
