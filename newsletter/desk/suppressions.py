"""Addresses that must not be written to, at the desk. Only hashes are kept, so no page shows an address."""

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from cramps_site.lib.addresses import canonical
from cramps_site.lib.desk import LongList, own_page
from newsletter.models import Subscriber, Suppression, SuppressionStep


def names_no_address(why):
    if re.search(r"\S@\S", why):
        raise ValidationError("Leave addresses out: these words are kept for good, and of the address only its hash.")


WHY = forms.CharField(
    label="Why",
    max_length=300,
    validators=[names_no_address],
    widget=forms.TextInput(attrs={"class": "vTextField"}),
    help_text="Who asked for it, and how, without the address: these words are kept for good.",
    error_messages={"required": "Write who asked for it, and how."},
)


class AddForm(forms.ModelForm):
    address = forms.CharField(
        max_length=254,
        error_messages={"required": "Write the whole address."},
        widget=forms.TextInput(attrs={"class": "vTextField", "inputmode": "email", "autocomplete": "off"}),
    )
    why = WHY

    class Meta:
        model = Suppression
        fields = []

    def clean_address(self):
        address = canonical(self.cleaned_data["address"])
        if Suppression.objects.of(address).exists():
            raise ValidationError("This address is suppressed already.")
        return address


class LiftForm(forms.Form):
    why = WHY


class ByAddressAdmin(LongList, admin.ModelAdmin):
    """Found by the whole address, of which the hash is made."""

    ordering = ["-pk"]  # as they came, and by an index
    search_fields = ["address_hash"]
    search_help_text = "Type the whole address: only its hash is kept."

    def get_search_results(self, request, rows, typed):
        if not typed:
            return rows, False
        try:
            return rows.of(canonical(typed)), False
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.WARNING)
            return rows.none(), False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission


@admin.register(Suppression)
class SuppressionAdmin(ByAddressAdmin):
    form = AddForm
    list_display = ["cause", "made_at", "why", "hash_begins"]
    list_filter = ["cause"]
    change_form_template = "admin/newsletter/suppression/change_form.html"

    def get_fields(self, request, suppression=None):
        return ["cause", "made_at", "hash_begins"] if suppression else ["address", "why"]

    def get_readonly_fields(self, request, suppression=None):
        return ["cause", "made_at", "hash_begins"] if suppression else []

    def get_queryset(self, request):
        steps = SuppressionStep.objects.filter(address_hash=OuterRef("address_hash"), act="added")
        return super().get_queryset(request).annotate(why=Subquery(steps.values("why")[:1]))

    @admin.display(description="why", empty_value="")
    def why(self, suppression):
        return suppression.why

    @admin.display(description="hash begins with")
    def hash_begins(self, suppression):
        return suppression.address_hash[:12]

    def save_model(self, request, suppression, form, change):
        address = form.cleaned_data["address"]
        Subscriber.objects.bar(address, by=request.user, why=form.cleaned_data["why"])
        stored = Suppression.objects.of(address).get()
        suppression.pk, suppression.cause, suppression.made_at = stored.pk, stored.cause, stored.made_at

    def get_urls(self):
        lift = self.admin_site.admin_view(self.lift)
        return [path("<int:pk>/lift/", lift, name="newsletter_suppression_lift"), *super().get_urls()]

    def lift(self, request, pk):
        if not request.user.has_perm("newsletter.lift_suppression"):
            raise PermissionDenied
        suppression = get_object_or_404(Suppression, pk=pk)
        form = LiftForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            Subscriber.objects.lift(suppression, by=request.user, why=form.cleaned_data["why"])
            self.message_user(request, "Lifted: the address may be written to again, once its reader has confirmed.")
            return HttpResponseRedirect(reverse("admin:newsletter_suppression_changelist"))
        return own_page(self, request, "lift.html", "Lift the suppression", suppression=suppression, form=form)


@admin.register(SuppressionStep)
class SuppressionStepAdmin(ByAddressAdmin):
    list_display = ["made_at", "act", "cause", "why", "by"]
    list_filter = ["act", "cause"]
    list_select_related = ["by"]
    fields = ["made_at", "act", "cause", "why", "by"]

    def has_add_permission(self, request):
        return False
