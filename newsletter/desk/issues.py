"""Where issues are written. What goes out is decided on the page “Look and send” (newsletter/desk/sending.py)."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from newsletter import gathering
from newsletter.desk.corrections import CorrectionPages
from newsletter.desk.progress import ProgressPages
from newsletter.desk.sending import SendingPages
from newsletter.models import Issue, IssueArticle


class PickInline(admin.TabularInline):
    model = IssueArticle
    extra = 1
    autocomplete_fields = ["article"]
    verbose_name, verbose_name_plural = "article", "articles, in order of position"


@admin.register(Issue)
class IssueAdmin(CorrectionPages, ProgressPages, SendingPages, admin.ModelAdmin):
    list_display = ["subject", "progress_link", "kind", "send_at", "frozen_at"]
    list_filter = ["status", "kind"]
    search_fields = ["subject"]
    prepopulated_fields = {"slug": ["subject"]}
    fields = ["subject", "slug", "preheader", "intro", "topic"]
    inlines = [PickInline]
    change_form_template = "admin/newsletter/issue/change_form.html"

    @admin.display(description="status", ordering="status")
    def progress_link(self, issue):
        address = reverse("admin:newsletter_issue_progress", args=[issue.pk])
        return format_html('<a href="{}">{}</a>', address, issue.state_in_words)

    def view_on_site(self, issue):
        """Its place in the archive, where it has one."""
        return issue.get_absolute_url() if Issue.objects.in_archive().filter(pk=issue.pk).exists() else None

    def has_change_permission(self, request, issue=None):
        """What is scheduled or went out is not written any more."""
        return super().has_change_permission(request, issue) and (issue is None or issue.can_be_written())

    def has_delete_permission(self, request, issue=None):
        return super().has_delete_permission(request, issue) and issue is not None and issue.can_be_written()

    def get_fields(self, request, issue=None):
        """A notice goes to whoever received the text, whatever topics they want, and holds no article."""
        return [name for name in self.fields if name != "topic" or not is_notice(issue)]

    def get_inlines(self, request, issue):
        return [] if is_notice(issue) else self.inlines

    def get_prepopulated_fields(self, request, issue=None):
        return {} if issue else self.prepopulated_fields

    def render_change_form(self, request, context, *args, obj=None, **options):
        context["takes_articles"] = obj is None or (obj.can_be_written() and not is_notice(obj))
        return super().render_change_form(request, context, *args, obj=obj, **options)

    def response_add(self, request, issue, post_url_continue=None):
        return self.gather(request, issue) or super().response_add(request, issue, post_url_continue)

    def response_change(self, request, issue):
        return self.gather(request, issue) or super().response_change(request, issue)

    def gather(self, request, issue):
        """After the words are stored: the newest articles that no issue held, below those picked by hand."""
        if "_gather" not in request.POST or is_notice(issue):
            return None
        last = max((pick.position for pick in issue.picks.all()), default=-1)
        picked = [
            IssueArticle(issue=issue, article=article, position=last + 1 + number)
            for number, article in enumerate(gathering.proposed(issue))
        ]
        IssueArticle.objects.bulk_create(picked, ignore_conflicts=True)
        words = f"Gathered: {len(picked)}." if picked else "No article is new since the last issue."
        self.message_user(request, words, messages.SUCCESS if picked else messages.WARNING)
        return HttpResponseRedirect(reverse("admin:newsletter_issue_change", args=[issue.pk]))


def is_notice(issue):
    return issue is not None and issue.kind == Issue.Kind.CORRECTION
