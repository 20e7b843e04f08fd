"""The page that shows how far an issue is, and what its sender may do meanwhile."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cramps_site.lib.numbers import whole_number
from cramps_site.lib.spreadsheet import download
from newsletter import progress

AT_ONCE = 2000  # rows fetched together
FIGURES = "text/vnd.cramps.figures"  # what progress.js accepts: the part of the page that changes
COLUMNS = ["address", "status", "excluded_because", "attempts", "code", "error", "sent_at"]


class ProgressPages:
    """Mixed into the admin of issues, beside SendingPages, whose `issue_for` says who may."""

    def get_urls(self):
        pages = {
            "progress": require_safe(self.progress_page),
            "deliveries.csv": require_safe(self.deliveries),
            "pause": require_POST(self.pause),
            "resume": require_POST(self.resume),
            "cancel": self.cancel,
            "retry": require_POST(self.retry),
            "settle": require_POST(self.settle),
        }
        return [*self.addressed(pages), *super().get_urls()]

    def progress_page(self, request, pk):
        issue = self.issue_for(request, pk)
        page = self.figures(request, issue)
        if FIGURES in request.headers.get("Accept", ""):
            return TemplateResponse(request, "admin/newsletter/issue/_figures.html", page)
        page |= {
            "title": str(issue),
            "failures": progress.failures(issue),
            "uncertain": progress.uncertain(issue),
            "steps": issue.steps.select_related("by"),
            "opts": self.opts,
        }
        page |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/newsletter/issue/progress.html", page)

    def figures(self, request, issue):
        """What changes while the issue is under way."""
        return {
            "issue": issue,
            "progress": progress.progress_of(issue),
            "last_step": issue.steps.select_related("by").last(),
            "slowed": progress.slowed_domains() if issue.status == "sending" else [],
            "may_send": request.user.has_perm("newsletter.send_issue"),
        }

    def pause(self, request, pk):
        paused = self.issue_for(request, pk, sends=True).pause(by=request.user)
        return self.to_progress(request, pk, paused and "Paused. What was under way still arrives; nothing follows.")

    def resume(self, request, pk):
        resumed = self.issue_for(request, pk, sends=True).resume(by=request.user)
        return self.to_progress(request, pk, resumed and "It goes on.")

    def cancel(self, request, pk):
        """Asked once more, as there is no way back."""
        issue = self.issue_for(request, pk, sends=True)
        if request.method == "POST":
            said = issue.cancel(by=request.user) and "Cancelled. Whoever has it keeps it; nobody else gets it."
            return self.to_progress(request, pk, said)
        page = {"title": f"Cancel the rest of {issue}?", "issue": issue, "progress": progress.progress_of(issue)}
        page |= self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, "admin/newsletter/issue/cancel.html", page)

    def retry(self, request, pk):
        issue = self.issue_for(request, pk, sends=True)
        again = issue.retry_failed(by=request.user, codes=request.POST.getlist("code") or None)
        return self.to_progress(request, pk, again and f"Tried again: {again:,}.")

    def settle(self, request, pk):
        """What a person found out of letters that may have arrived."""
        issue = self.issue_for(request, pk, sends=True)
        row = get_object_or_404(issue.deliveries, pk=whole_number(request.POST.get("delivery", "")))
        arrived = request.POST.get("arrived") == "yes"
        said = "Noted: it arrived." if arrived else "Noted: it did not arrive. “Try again” sends it once more."
        return self.to_progress(request, pk, row.settle(arrived, by=request.user) and said)

    def deliveries(self, request, pk):
        """Everybody of the list and what became of their letter, as CSV that no spreadsheet takes for formulas."""
        issue = self.issue_for(request, pk)
        rows = issue.deliveries.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)
        return download(f"{issue.slug}.csv", COLUMNS, rows)

    def to_progress(self, request, pk, said):
        words = said or "It stands otherwise meanwhile, so nothing was changed."
        self.message_user(request, words, messages.SUCCESS if said else messages.WARNING)
        return HttpResponseRedirect(reverse("admin:newsletter_issue_progress", args=[pk]))
