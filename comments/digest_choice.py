"""The page at the desk where moderators choose how they are told that something waits."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from comments.models import DigestChoice


class DigestChoiceForm(forms.Form):
    every = forms.TypedChoiceField(
        label="When something new waits",
        choices=[("1", "Every hour at most"), ("24", "Once a day at most"), ("", "Never")],
        required=False,
        coerce=lambda hours: timedelta(hours=int(hours)),
        empty_value=None,
        widget=forms.RadioSelect,
    )
    at_once = forms.BooleanField(label="At once, when the queue was empty", required=False)

    @classmethod
    def of(cls, choice):
        hours = "" if choice.every is None else f"{choice.every // timedelta(hours=1)}"
        return cls(initial={"every": hours, "at_once": choice.at_once})


def digest_choice(request):
    if not request.user.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    form = DigestChoiceForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        DigestChoice.objects.update_or_create(moderator=request.user, defaults=form.cleaned_data)
        messages.success(request, "Kept.")
        return HttpResponseRedirect(request.path)
    form = form or DigestChoiceForm.of(DigestChoice.objects.of(request.user))
    page = {"title": "Letters about the queue", "form": form, **admin.site.each_context(request)}
    return TemplateResponse(request, "admin/comments/digest_choice.html", page, status=422 if form.is_bound else 200)
