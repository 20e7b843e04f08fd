from django import forms

from articles.models import Topic
from cramps_site.lib.addresses import canonical
from cramps_site.lib.trap import trap
from newsletter.models import Frequency


class SubscribeForm(forms.Form):
    invitation = "Subscribe to our newsletter for the latest articles and updates."

    email = forms.CharField(max_length=254, error_messages={"required": "Write your e-mail address."})
    subject = trap()  # shown empty again, so that a person may press once more

    def clean_email(self):
        return canonical(self.cleaned_data["email"])

    def clean_subject(self):
        if self.cleaned_data["subject"]:
            self.add_error("email", "A field that people do not see was filled in. If you are one, press once more.")


class PreferForm(forms.Form):
    wrong = {"required": "Choose how often.", "invalid_choice": "Choose one of these."}
    frequency = forms.ChoiceField(choices=Frequency.choices, error_messages=wrong)
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        required=False,
        error_messages={
            "invalid_choice": "One of the topics is not there any more. Choose again.",
            "invalid_pk_value": "One of the topics is not there any more. Choose again.",
        },
    )

    @property
    def chosen_topics(self):
        """Keys of what is ticked, as text: from the reader's row or from what was sent."""
        chosen = self["topics"].value() or []
        return {str(getattr(topic, "pk", topic)) for topic in chosen}
