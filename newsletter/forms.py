from django import forms

from cramps_site.lib.addresses import canonical


class SubscribeForm(forms.Form):
    email = forms.CharField(max_length=254, error_messages={"required": "Write your e-mail address."})

    def clean_email(self):
        return canonical(self.cleaned_data["email"])
