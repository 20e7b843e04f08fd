"""What a newsletter manager looks up. Nothing in this file is changed by hand: people confirm and leave themselves."""

from django.contrib import admin

from cramps_site.lib.desk import LongList, ReadOnly
from newsletter.desk.exporting import ExportPages
from newsletter.desk.issues import IssueAdmin
from newsletter.desk.lists import SubscriberListAdmin
from newsletter.desk.own_data import OwnDataPages
from newsletter.desk.suppressions import SuppressionAdmin
from newsletter.models import Consent, Letter, Subscriber

# Also those of other files: Django looks here for what registers itself.
__all__ = ["IssueAdmin", "LetterAdmin", "SubscriberAdmin", "SubscriberListAdmin", "SuppressionAdmin"]


class ConsentInline(ReadOnly, admin.TabularInline):
    model = Consent
    fields = ["given_at", "confirmed_at", "page", "list", "wording"]


class LetterInline(ReadOnly, admin.TabularInline):
    model = Letter
    fields = ["asked_at", "kind", "status", "sent_at", "attempts", "error"]


@admin.register(Subscriber)
class SubscriberAdmin(OwnDataPages, ExportPages, ReadOnly, LongList, admin.ModelAdmin):
    change_list_template = "admin/newsletter/subscriber/change_list.html"
    change_form_template = "admin/newsletter/subscriber/change_form.html"
    list_display = ["email", "status", "asked_at", "confirmed_at", "left_at"]
    list_filter = ["status"]
    search_fields = ["email"]
    ordering = ["-pk"]  # as they came, and by an index
    fields = ["email", "status", "asked_at", "confirmed_at", "left_at"]
    inlines = [ConsentInline, LetterInline]


@admin.register(Letter)
class LetterAdmin(ReadOnly, LongList, admin.ModelAdmin):
    list_display = ["subscriber", "kind", "status", "asked_at", "sent_at", "error"]
    list_filter = ["status", "kind"]
    list_select_related = ["subscriber"]
    search_fields = ["subscriber__email"]
