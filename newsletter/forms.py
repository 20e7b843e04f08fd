from django import forms

from articles.models import Topic
from cramps_site.lib.addresses import canonical
from newsletter.models import Frequency


class SubscribeForm(forms.Form):
    email = forms.CharField(max_length=254, error_messages={"required": "Write your e-mail address."})

    def clean_email(self):
        return canonical(self.cleaned_data["email"])


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
