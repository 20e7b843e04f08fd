"""Corrections of articles that went out in a letter: those whose readers were not told, or not all."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from articles.models import ChangeNote
from cramps_site.lib.desk import own_page
from newsletter.audience import wanting
from newsletter.corrections import draft_notice, open_corrections
from newsletter.late_notices import late_readers, notices, tell_late_readers
from newsletter.models import Issue

AT_MOST = 50  # corrections on the page, the newest


class CorrectionPages:
    """Mixed into the admin of issues."""

    change_list_template = "admin/newsletter/issue/change_list.html"

    def get_urls(self):
        listing = self.admin_site.admin_view(require_safe(self.corrections))
        draft = self.admin_site.admin_view(require_POST(self.draft_notice))
        return [
            path("corrections/", listing, name="newsletter_issue_corrections"),
            path("corrections/<int:pk>/draft/", draft, name="newsletter_issue_draft-notice"),
            *self.addressed({"tell-late": require_POST(self.tell_late)}),
            *super().get_urls(),
        ]

    def corrections(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        notes = list(open_corrections()[:AT_MOST])
        for note in notes:
            note.readers = wanting(Issue(kind=Issue.Kind.CORRECTION, correction=note)).count()
        late = [(notice, late_readers(notice).count()) for notice in notices()[:AT_MOST]]
        page = {"notes": notes, "late": [(notice, count) for notice, count in late if count]}
        page |= {"may_send": request.user.has_perm("newsletter.send_issue")}
        page |= {"may_draft": self.has_add_permission(request)}
        return own_page(self, request, "corrections.html", "Corrections to tell of", **page)

    def draft_notice(self, request, pk):
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            notice = draft_notice(get_object_or_404(ChangeNote, pk=pk), by=request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:newsletter_issue_corrections"))
        return HttpResponseRedirect(reverse("admin:newsletter_issue_change", args=[notice.pk]))

    def tell_late(self, request, pk):
        """Of a notice that went out: those who received the text after its list was frozen."""
        told = tell_late_readers(self.issue_for(request, pk, sends=True), by=request.user)
        return self.to_progress(request, pk, told and f"Told too: {told:,}.")
