"""Comments in the admin: the moderators' queue, and the archive of all. Readers' words are read-only."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timesince import timesince

from comments import admin_discussion, admin_notices, admin_record, admin_rules
from comments.answering import Answering, answers_as
from comments.models import Comment, Queue
from comments.queue.comment_page import comment_page
from comments.queue.urls import queue_urls
from comments.searching.question import matching
from cramps_site.lib.desk import LongList, ReadOnly

# Also those of other files: Django looks here for what registers itself.
__all__ = ["CommentAdmin", "QueueAdmin", "admin_discussion", "admin_notices", "admin_record", "admin_rules"]
MODERATE = "comments.moderate_comment"
LISTED_LENGTH = 300  # characters of a comment in the list


@admin.register(Queue)
class QueueAdmin(ReadOnly, admin.ModelAdmin):
    def get_urls(self):
        return queue_urls()

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MODERATE)

    def has_module_permission(self, request):
        return self.has_view_permission(request)


@admin.register(Comment)
class CommentAdmin(ReadOnly, Answering, LongList, admin.ModelAdmin):
    """The archive: to look things up. Deciding is the queue's, on the page of one comment too."""

    change_list_template = "admin/comments/comment/change_list.html"
    list_display = ["words", "writer", "on_article", "status", "age"]
    list_display_links = None
    list_filter = ["status", "posted_at"]
    list_select_related = ["article", "person"]
    ordering = ["-posted_at", "-pk"]
    actions = None

    def get_queryset(self, request):
        """Without the articles' words, which no page here shows."""
        return super().get_queryset(request).defer("article__body", "article__body_html")

    def get_search_results(self, request, comments, typed):
        """By the index of words, as in the queue: (the comments, whether one may come twice)."""
        found = matching(typed, addresses=request.user.has_perm(MODERATE)) if typed.strip() else Q()
        return comments.filter(found), False

    def lookup_allowed(self, lookup, value, request):
        """What the filters beside the list ask. By others one could guess an address, or a token, letter by letter."""
        return lookup.startswith(("status__", "posted_at__"))

    def changelist_view(self, request, extra_context=None):
        """“Comments” leads moderators to their queue, and from there to all."""
        if request.user.has_perm(MODERATE) and not request.GET:
            return HttpResponseRedirect(reverse("admin:comments_queue_changelist"))
        title = "All comments" if self.sees_all(request) else "Comments under your articles"
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One comment, its sender and its record."""
        if request.method == "POST":
            raise PermissionDenied
        comment = self.get_object(request, object_id)
        if not self.has_view_permission(request, comment):
            raise PermissionDenied
        if comment is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        answers = answers_as(request.user, comment)
        return comment_page(request, comment, answers_as=answers, sees_all=self.sees_all(request))

    @admin.display(description="Text", ordering="posted_at")
    def words(self, comment):
        return format_html(
            '<div class="comment-words" dir="auto">{}</div><a class="open" href="{}">Open this comment</a>',
            Truncator(comment.body).chars(LISTED_LENGTH),
            reverse("admin:comments_comment_change", args=[comment.pk]),
        )

    @admin.display(description="Name", ordering="name")
    def writer(self, comment):
        badge = format_html(' <strong class="badge">{}</strong>', "Of the house") if comment.person else ""
        return format_html("<bdi>{}</bdi>{}", comment.writer, badge)

    @admin.display(description="Article")
    def on_article(self, comment):
        return format_html('<a href="{}">{}</a>', comment.article.get_absolute_url(), comment.article.title)

    @admin.display(description="Age", ordering="posted_at")
    def age(self, comment):
        return timesince(comment.posted_at, depth=1)
