"""Mail about comments, as operators look it up: what was sent, refused, or may have been sent."""

from django.contrib import admin

from comments.models import Notice
from cramps_site.lib.desk import LongList, ReadOnly


@admin.register(Notice)
class NoticeAdmin(ReadOnly, LongList, admin.ModelAdmin):
    """Nothing here is changed by hand."""

    list_display = ["kind", "comment", "moderator", "status", "asked_at", "sent_at", "error"]
    list_filter = ["status", "kind"]
    list_select_related = ["comment__article", "moderator"]
    fields = readonly_fields = [*list_display, "attempts", "due_at"]
