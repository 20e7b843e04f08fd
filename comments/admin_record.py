"""The record for staff: who decided what, when and why. It is read here, and written by the one door alone."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from articles.models import User
from comments.models import Decision
from comments.reasons import AUTOMATIC, REASONS, label_for
from cramps_site.lib.desk import LongList, ReadOnly
from cramps_site.lib.numbers import whole_number

NOBODY = "nobody"


class ByFilter(admin.SimpleListFilter):
    title, parameter_name = "who decided", "by"

    def lookups(self, request, model_admin):
        deciders = User.objects.filter(decisions__isnull=False).distinct().order_by("username")
        return [*((user.pk, user.get_full_name() or user.username) for user in deciders), (NOBODY, "No moderator")]

    def queryset(self, request, queryset):
        if self.value() == NOBODY:
            return queryset.filter(by=None)
        return queryset.filter(by=whole_number(self.value())) if self.value() else queryset


class CodeFilter(admin.SimpleListFilter):
    title, parameter_name = "reason", "code"

    def lookups(self, request, model_admin):
        return [(code, label_for(code)) for code in [*REASONS, *AUTOMATIC]]

    def queryset(self, request, queryset):
        return queryset.filter(code=self.value()) if self.value() else queryset


class CommentFilter(admin.SimpleListFilter):
    """Shown where one comes from a comment's own page."""

    title, parameter_name = "comment", "comment"

    def lookups(self, request, model_admin):
        asked = request.GET.get(self.parameter_name)
        return [(asked, "This comment")] if asked else []

    def queryset(self, request, queryset):
        return queryset.filter(comment=whole_number(self.value())) if self.value() else queryset


@admin.register(Decision)
class DecisionAdmin(ReadOnly, LongList, admin.ModelAdmin):
    change_list_template = "admin/comments/decision/change_list.html"
    list_display = ["made_at", "who", "on_comment", "change", "why", "undone"]
    list_display_links = None
    list_filter = [CommentFilter, ByFilter, "after", CodeFilter, "made_at"]
    list_select_related = ["by", "comment__article", "comment__person", "undone_by", "undoes"]
    ordering = ["-made_at", "-pk"]
    actions = None
    fields = readonly_fields = ["made_at", "who", "on_comment", "change", "why", "undone"]

    def get_queryset(self, request):
        """Without words that no page here shows."""
        return super().get_queryset(request).defer(
            "comment__body", "comment__proposed_body", "comment__former_body", "comment__appeal",
            "comment__article__body", "comment__article__body_html", "comment__article__contents",
        )  # fmt: skip

    def lookup_allowed(self, lookup, value, request):
        """What the filters ask. By others one could guess an address, or a token, letter by letter."""
        return lookup in {"comment", "by", "code", "after__exact"} or lookup.startswith("made_at__")

    @admin.display(description="Comment")
    def on_comment(self, decision):
        address = reverse("admin:comments_comment_change", args=[decision.comment_id])
        comment = decision.comment
        return format_html('<a href="{}"><bdi>{}</bdi> on “{}”</a>', address, comment.writer, comment.article.title)

    @admin.display(description="From → to")
    def change(self, decision):
        words = decision.get_words_display() if decision.words else ""
        return f"{decision}. {words}." if words else str(decision)

    @admin.display(description="Why")
    def why(self, decision):
        return " – ".join(filter(None, [label_for(decision.code), decision.reason])) or "-"

    @admin.display(description="Undone")
    def undone(self, decision):
        if decision.undoes_id:
            return "It takes a decision back"
        return "Yes" if hasattr(decision, "undone_by") else "No"
