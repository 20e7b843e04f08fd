"""The settings of how comments are taken: one page for the site, one for each article that differs."""

from django.contrib import admin
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse

from comments.discussions import discussion_of
from comments.models import ArticleDiscussion, Mode, SiteDiscussion
from comments.models.discussion import THE_ROW


class Bounded:
    """Of a ModelAdmin: its fields know the bounds of the model, so that browsers do, and say both when they refuse."""

    def formfield_for_dbfield(self, field, request, **options):
        if isinstance(field, models.PositiveSmallIntegerField):
            bounds = {validator.code: validator.limit_value for validator in field.validators}
            said = "Write a whole number from {min_value:,} to {max_value:,}.".format(**bounds)
            options |= {**bounds, "error_messages": dict.fromkeys(["required", "invalid", *bounds], said)}
        return super().formfield_for_dbfield(field, request, **options)


@admin.register(SiteDiscussion)
class SiteDiscussionAdmin(Bounded, admin.ModelAdmin):
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
class ArticleDiscussionAdmin(Bounded, admin.ModelAdmin):
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
