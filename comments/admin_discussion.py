"""The settings of how comments are taken: one page for the site, one for each article that differs."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from comments.discussions import discussion_of
from comments.models import ArticleDiscussion, Mode, SiteDiscussion
from comments.models.discussion import THE_ROW


@admin.register(SiteDiscussion)
class SiteDiscussionAdmin(admin.ModelAdmin):
    """One row: the list leads to it, or to the form that makes it."""

    fieldsets = [
        (None, {"fields": ["mode", "stopped"]}),
        ("By the age of the article", {"fields": ["close_after", "hold_after"]}),
        ("How many from one network", {"fields": ["seconds_between", "per_hour", "per_day"]}),
        ("When they flood in", {"fields": ["brake_per_minute"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return self.to_the_row() or HttpResponseRedirect(reverse("admin:comments_sitediscussion_add"))

    def add_view(self, request, form_url="", extra_context=None):
        return self.to_the_row() or super().add_view(request, form_url, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        only_one = {"show_save_and_add_another": False}
        return super().changeform_view(request, object_id, form_url, only_one | (extra_context or {}))

    def to_the_row(self):
        """Where the row is changed, once it was made. Else None."""
        if SiteDiscussion.objects.filter(pk=THE_ROW).exists():
            return HttpResponseRedirect(reverse("admin:comments_sitediscussion_change", args=[THE_ROW]))
        return None

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ArticleDiscussion)
class ArticleDiscussionAdmin(admin.ModelAdmin):
    """Delete one, and the article takes comments as the site does."""

    list_display = ["article", "mode", "close_after", "hold_after", "now"]
    list_select_related = ["article"]
    search_fields = ["article__title"]
    autocomplete_fields = ["article"]
    actions = None

    def get_readonly_fields(self, request, obj=None):
        return ["article", "now"] if obj else []

    @admin.display(description="Now")
    def now(self, row):
        discussion = discussion_of(row.article)
        return f"{discussion.why}." if discussion.why else Mode(discussion.mode).label
