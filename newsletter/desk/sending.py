"""The page “Look and send” of an issue: what is wrong with it, how it looks, a test letter, and the door out."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from cramps_site.lib.desk import own_page
from newsletter import checks, links
from newsletter.archive import nobodys_own
from newsletter.audience import wanting
from newsletter.models import Issue
from newsletter.rendering import rendered
from newsletter.showing import document

FRAMES = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}
LOOKS = {"wide": (640, "light"), "narrow": (360, "light"), "dark": (640, "dark"), "narrow-dark": (360, "dark")}


class ScheduleForm(forms.Form):
    send_at = forms.SplitDateTimeField(
        label="When",
        widget=AdminSplitDateTime,
        help_text=f"Like 2027-01-31 and 09:00, in {settings.TIME_ZONE}.",
        error_messages={
            "required": "Write a date and a time.",
            "invalid_date": "Write the date like 2027-01-31.",
            "invalid_time": "Write the time like 09:00.",
        },
    )

    def clean_send_at(self):
        if self.cleaned_data["send_at"] <= timezone.now():
            raise ValidationError("This is in the past. To send it at once there is a button of its own.")
        return self.cleaned_data["send_at"]


class SendingPages:
    """Mixed into the admin of issues."""

    def get_urls(self):
        pages = {
            "send": csp_override(FRAMES)(self.send_page),
            "preview": require_safe(self.preview),
            "schedule": require_POST(csp_override(FRAMES)(self.schedule)),
            "back-to-draft": require_POST(self.back_to_draft),
            "test-letter": require_POST(self.test_letter),
            "ask-links": require_POST(self.ask_links),
        }
        return [*self.addressed(pages), *super().get_urls()]

    def addressed(self, pages):
        """The addresses of pages of one issue, from {name: view}."""
        return [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"newsletter_issue_{name}")
            for name, view in pages.items()
        ]

    def issue_for(self, request, pk, *, sends=False):
        if sends and not request.user.has_perm("newsletter.send_issue"):
            raise PermissionDenied
        issue = get_object_or_404(Issue, pk=pk)
        if not self.has_view_permission(request, issue):
            raise PermissionDenied
        return issue

    def send_page(self, request, pk):
        return self.page(request, self.issue_for(request, pk), ScheduleForm())

    def page(self, request, issue, form, *, status=None):
        look = request.GET.get("look") if request.GET.get("look") in LOOKS else "wide"
        found = [] if issue.frozen_at else checks.findings(issue)
        letter = letter_of(issue)
        page = {
            "issue": issue,
            "findings": found,
            "may_ask": not issue.frozen_at and bool(links.unsettled(checks.Page(letter.html).links)),
            "may_go": issue.can_be_written() and not any(finding.is_error for finding in found),
            "may_send": request.user.has_perm("newsletter.send_issue"),
            "readers": wanting(issue).count() if issue.can_be_written() or issue.status == "scheduled" else None,
            "look": look,
            "looks": LOOKS,
            "width": LOOKS[look][0],
            "text": nobodys_own(letter.text),
            "steps": issue.steps.select_related("by"),
        }
        return own_page(self, request, "send.html", f"Look and send: {issue}", form=form, status=status, **page)

    def preview(self, request, pk):
        issue = self.issue_for(request, pk)
        _, theme = LOOKS.get(request.GET.get("look"), LOOKS["wide"])
        return document(nobodys_own(letter_of(issue).html), theme=theme)

    def schedule(self, request, pk):
        issue = self.issue_for(request, pk, sends=True)
        now = "now" in request.POST
        form = ScheduleForm(None if now else request.POST)
        if not now and not form.is_valid():
            return self.page(request, issue, form)
        try:
            moved = checks.schedule(issue, timezone.now() if now else form.cleaned_data["send_at"], by=request.user)
        except ValidationError as error:
            self.message_user(request, f"It cannot go out yet. {' '.join(error.messages)}", messages.ERROR)
            return self.page(request, issue, form, status=422)
        said = "It goes out." if now else "It is scheduled."
        return self.back(request, issue, said if moved else "", "It is no draft any more, so nothing was changed.")

    def back_to_draft(self, request, pk):
        issue = self.issue_for(request, pk, sends=True)
        moved = issue.back_to_draft(by=request.user)
        return self.back(request, issue, "It is a draft again." if moved else "", "Too late: it goes out already.")

    def test_letter(self, request, pk):
        issue = self.issue_for(request, pk)
        if request.user.email:
            issue.proofs.create(by=request.user)
        said = f"A test letter goes to {request.user.email}." if request.user.email else ""
        return self.back(
            request, issue, said, "Your account has no mail address. Ask who manages the accounts to add it."
        )

    def ask_links(self, request, pk):
        """Waits for other sites, ten seconds at most: somebody pressed a button for it, as at the doctor's."""
        issue = self.issue_for(request, pk)
        asked, left = links.ask_others(checks.Page(rendered(issue, issue.articles_in_order).html).links)
        if left:
            return self.back(request, issue, "", f"{asked} links were asked, {left} not yet: press once more.")
        said = f"Asked {asked} link{pluralize(asked)} to other sites." if asked else ""
        return self.back(request, issue, said, "There was nothing to ask.")

    def back(self, request, issue, said, otherwise):
        self.message_user(request, said or otherwise, messages.SUCCESS if said else messages.WARNING)
        return HttpResponseRedirect(reverse("admin:newsletter_issue_send", args=[issue.pk]))


def letter_of(issue):
    """As readers got it once its list was frozen, whatever became of its articles since; before that as it would be."""
    return issue.editions.filter(is_whole=True).first() or rendered(issue, issue.articles_in_order)
