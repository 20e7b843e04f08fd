"""What the doctor says, at the desk. Looking asks nobody; the button asks the mail server, DNS and our own address."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from cramps_site.doctor import examinations
from cramps_site.doctor.finding import Level

SECONDS = 10  # for all that ask other machines: somebody waits before the page
ORDER = [Level.ERROR, Level.ADVICE, Level.UNASKED, Level.GOOD]


class AskForm(forms.Form):
    selector = forms.RegexField(
        label="Name of the DKIM key",
        regex=r"^[A-Za-z0-9._-]+\Z",
        max_length=63,
        required=False,
        help_text="As your mail server says, if it signs letters: its “selector”.",
        error_messages={"invalid": "A name of letters, digits, dots and hyphens, such as “mail2026”."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def doctor_page(request):
    if not request.user.has_perm("newsletter.send_issue"):
        raise PermissionDenied
    form = AskForm(request.POST if request.method == "POST" else None)
    findings = list(examinations.at_home())
    asked = form.is_valid()
    if asked:
        findings += examinations.all_within(SECONDS, examinations.outside(form.cleaned_data["selector"]))
    page = {
        "title": "The doctor",
        "form": form,
        "asked": asked,
        "findings": sorted(findings, key=lambda finding: ORDER.index(finding.level)),
        "errors": sum(finding.level == Level.ERROR for finding in findings),
    }
    status = 422 if form.is_bound and not asked else 200
    return TemplateResponse(request, "admin/doctor.html", page | admin.site.each_context(request), status=status)
