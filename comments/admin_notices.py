"""Mail about comments, as operators look it up: what was sent, refused, or may have been sent."""

from django.contrib import admin

from comments.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """Nothing here is changed by hand."""

    list_display = ["kind", "comment", "moderator", "status", "asked_at", "sent_at", "error"]
    list_filter = ["status", "kind"]
    list_select_related = ["comment__article", "moderator"]
    fields = readonly_fields = [*list_display, "attempts", "due_at"]

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission
