"""The page that shows how far an issue is, and what its sender may do meanwhile."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cramps_site.lib.desk import own_page
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.spreadsheet import ROWS_AT_ONCE, download
from newsletter import progress, trouble
from newsletter.corrections import corrected_since
from newsletter.models import ListStep
from newsletter.retention import ADDRESSES_KEPT

FIGURES = "text/vnd.cramps.figures"  # what progress.js accepts: the part of the page that changes
NOTHING = "Nothing was changed: nothing was chosen, or it stands otherwise meanwhile."
FORGOTTEN = "Nobody was tried again: whose letters these were is forgotten."
COLUMNS = ["address", "status", "excluded_because", "attempts", "code", "error", "sent_at"]


class ProgressPages:
    """Mixed into the admin of issues, beside SendingPages, whose `issue_for` says who may."""

    def get_urls(self):
        pages = {
            "progress": require_safe(self.progress_page),
            "deliveries.csv": require_POST(self.deliveries),
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
        answers = trouble.answers(issue)
        answer = next((each.code for each in answers if each.code == request.GET.get("answer")), None)
        may_retry = page["may_send"] and issue.status != issue.Status.CANCELLED and any(a.reachable for a in answers)
        page |= {
            "answers": answers,
            "answer": answer,
            "failed": trouble.failed(issue, code=answer, after=number(request, "failed")),
            "may_retry": may_retry,
            "corrected": corrected_since(issue) if may_retry else [],
            "forgotten": sum(each.count - each.reachable for each in answers),
            "kept_for": ADDRESSES_KEPT.days,
            "uncertain": trouble.uncertain(issue, after=number(request, "uncertain")),
            "steps": issue.steps.select_related("by"),
        }
        return own_page(self, request, "progress.html", str(issue), **page)

    def figures(self, request, issue):
        """What changes while the issue is under way."""
        return {
            "issue": issue,
            "progress": progress.progress_of(issue),
            "pause": issue.steps.select_related("by").filter(before="sending", after="paused").last(),
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
        page = {"issue": issue, "progress": progress.progress_of(issue)}
        return own_page(self, request, "cancel.html", f"Cancel the rest of {issue}?", **page)

    def retry(self, request, pk):
        """All that was answered by one of `code`, or the letters that were chosen."""
        issue = self.issue_for(request, pk, sends=True)
        codes = [code for code in request.POST.getlist("code") if code.isprintable()]
        which = {"codes": codes} if codes else {"deliveries": chosen(request)}
        again, left_out = issue.retry_failed(by=request.user, **which)
        said = [f"Tried again: {again:,}."] if again or left_out else []
        if left_out:
            said.append(f"Left out, as another letter brought an article of it since: {left_out:,}.")
        otherwise = FORGOTTEN if issue.readers_forgotten_at else NOTHING
        return self.to_progress(request, pk, " ".join(said), otherwise)

    def settle(self, request, pk):
        """What a person found out of letters that may have arrived."""
        issue, arrived = self.issue_for(request, pk, sends=True), request.POST.get("arrived") == "yes"
        settled = issue.settle(chosen(request), arrived=arrived, by=request.user)
        said = f"Noted: {settled:,} {'arrived' if arrived else 'did not arrive'}."
        again = "" if arrived or issue.readers_forgotten_at else " What failed can be tried again."
        return self.to_progress(request, pk, settled and said + again)

    def deliveries(self, request, pk):
        """Everybody of the list and what became of their letter, as CSV that no spreadsheet takes for formulas.

        Recorded first, as all exports are.
        """
        issue = self.issue_for(request, pk)
        if not request.user.has_perm("newsletter.export_subscribers"):
            raise PermissionDenied
        ListStep.objects.create(by=request.user, what=f"Exported the {issue.deliveries.count():,} of “{issue}”")
        rows = issue.deliveries.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=ROWS_AT_ONCE)
        return download(f"{issue.slug}.csv", COLUMNS, rows)

    def to_progress(self, request, pk, said, otherwise=NOTHING):
        self.message_user(request, said or otherwise, messages.SUCCESS if said else messages.WARNING)
        return HttpResponseRedirect(reverse("admin:newsletter_issue_progress", args=[pk]))


def number(request, name):
    """Behind which delivery a page begins."""
    return whole_number(request.GET.get(name, "")) or 0


def chosen(request):
    """The primary keys that were ticked."""
    ticked = map(whole_number, request.POST.getlist("delivery"))
    return [pk for pk in ticked if pk is not None]
