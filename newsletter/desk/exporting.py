"""The page that gives the subscribers out as a file. Each time is recorded."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils import timezone

from cramps_site.lib.desk import own_page
from cramps_site.lib.spreadsheet import download
from newsletter.lists import exporting
from newsletter.models import Subscriber


class ExportForm(forms.Form):
    status = forms.MultipleChoiceField(
        label="Which subscribers",
        choices=[(status.value, status.label) for status in exporting.WITH_ADDRESS],
        widget=forms.CheckboxSelectMultiple,
        initial=[Subscriber.Status.CONFIRMED],
        error_messages={"required": "Choose at least one."},
    )


class ExportPages:
    """Mixed into the admin of subscribers."""

    def get_urls(self):
        export = self.admin_site.admin_view(self.export)
        return [path("export/", export, name="newsletter_subscriber_export"), *super().get_urls()]

    def export(self, request):
        if not request.user.has_perm("newsletter.export_subscribers"):
            raise PermissionDenied
        form = ExportForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            rows = exporting.export(form.cleaned_data["status"], by=request.user)
            return download(f"subscribers-{timezone.localdate()}.csv", exporting.COLUMNS, rows)
        return own_page(self, request, "export.html", "Export the subscribers", form=form)
