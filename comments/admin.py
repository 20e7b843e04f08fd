"""Where moderators decide. The admin only calls the model; readers' words are read-only."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.timesince import timesince

from comments import admin_discussion, admin_record, admin_rules  # noqa: F401 - they register pages of their own
from comments.answering import Answering
from comments.models import Comment, Decision, Notice
from comments.reasons import REASONS
from comments.screening.words import in_words
from cramps_site.lib.numbers import whole_number

EVERYWHERE = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]
QUOTED_LENGTH = 300  # characters of a comment that was answered


REASON_CHOICES = [(code, reason.label) for code, reason in REASONS.items()]


class DecisionForm(ActionForm):
    """The bar above the list and on the comment: what to do, and why."""

    reason = forms.ChoiceField(
        label="Reason",
        required=False,
        choices=[("", "No reason given"), *REASON_CHOICES],
    )


class StatusFilter(admin.SimpleListFilter):
    """The queue first: without a choice, what waits."""

    title = "state"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [*Comment.Status.choices, ("all", "All")]

    def value(self):
        chosen = super().value()
        return chosen if chosen in dict(self.lookup_choices) else Comment.Status.WAITING

    def choices(self, changelist):
        for value, title in self.lookup_choices:
            link = changelist.get_query_string({self.parameter_name: value}, ["p"])
            yield {"selected": value == self.value(), "query_string": link, "display": title}

    def queryset(self, request, queryset):
        """All rows for a decision on ticked ones: those decided meanwhile must be found, and told of."""
        ticked = request.method == "POST" and request.POST.get("select_across", "0") == "0"
        return queryset if self.value() == "all" or ticked else queryset.filter(status=self.value())


class DecisionInline(admin.TabularInline):
    model = Decision
    extra = 0
    fields = readonly_fields = ["made_at", "who", "before", "after", "sentence"]
    verbose_name_plural = "What was decided"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Comment)
class CommentAdmin(Answering, admin.ModelAdmin):
    list_display = ["writer", "on_article", "age", "words", "noticed"]
    list_display_links = None
    list_filter = [StatusFilter, "posted_at"]
    list_select_related = ["article", "person", "parent__person"]
    list_per_page = 50
    ordering = ["posted_at", "pk"]
    search_fields = ["body", "name", "article__title"]
    search_help_text = "Search the words, the name, or the article's title."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = readonly_fields = ["body", "writer", "email", "on_article", "answered", "posted_at", "status", "noticed"]
    inlines = [DecisionInline]
    actions = ["approve", "reject", "mark_as_spam"]
    action_form = DecisionForm

    def get_queryset(self, request):
        """Without the articles' words, which no page here shows."""
        return super().get_queryset(request).defer("article__body", "article__body_html").prefetch_related("reasons")

    def lookup_allowed(self, lookup, value, request):
        """What the filters beside the list ask. By others one could guess an address, or a token, letter by letter."""
        return lookup == StatusFilter.parameter_name or lookup.startswith("posted_at__")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_moderate_permission(self, request):
        return request.user.has_perm("comments.moderate_comment")

    @admin.action(permissions=["moderate"], description="Approve", location=EVERYWHERE)
    def approve(self, request, queryset):
        return self.decide(request, queryset, Comment.approve, "approved", only_seen=True)

    @admin.action(permissions=["moderate"], description="Reject", location=EVERYWHERE)
    def reject(self, request, queryset):
        return self.decide(request, queryset, Comment.reject, "rejected")

    @admin.action(permissions=["moderate"], description="Mark as spam", location=EVERYWHERE)
    def mark_as_spam(self, request, queryset):
        return self.decide(request, queryset, Comment.mark_as_spam, "marked as spam")

    def decide(self, request, queryset, decision, done, *, only_seen=False):
        """Decide one by one on the version that the moderator saw, and say what came of each.

        With `only_seen`, what “Select all” adds beyond the page is left: nobody has read it.
        """
        given = {request.POST.get("reason"), request.POST.get("CHANGE_FORM-reason")}
        code = next((code for code in REASONS if code in given), "")
        moved = unseen = 0
        for comment in queryset.select_related("article").order_by("posted_at", "pk"):
            seen = whole_number(request.POST.get(f"version-{comment.pk}", ""))
            if seen is None and only_seen:
                unseen += 1
                continue
            comment.version = comment.version if seen is None else seen
            if decision(comment, by=request.user, code=code):
                moved += 1
            else:
                self.say_who_was_first(request, comment)
        if moved:
            self.message_user(request, f"{moved} {'comment' if moved == 1 else 'comments'} {done}.", messages.SUCCESS)
        if unseen:
            words = f"{unseen} more were not on the page, so you have not read them: they are as they were."
            self.message_user(request, words, messages.WARNING)
        return self.next_page(request, moved)

    def say_who_was_first(self, request, comment):
        comment.refresh_from_db()
        last = comment.last_decision
        first = f"{last.who} marked it as “{last.get_after_display()}” {timesince(last.made_at)} ago" if last else ""
        address = reverse("admin:comments_comment_change", args=[comment.pk])
        sentence = "Your decision on {} changed nothing: {}. <a href='{}'>Look at it again</a>."
        self.message_user(
            request, format_html(sentence, comment.name, first or "it stands there already", address), messages.WARNING
        )

    def next_page(self, request, moved):
        """From a comment's own page on to the next that waits; from the list, back to the list."""
        if not moved or not request.resolver_match.url_name.endswith("_change"):
            return None
        following = Comment.objects.waiting().oldest_first().first()
        if following is None:
            return HttpResponseRedirect(reverse("admin:comments_comment_changelist"))
        return HttpResponseRedirect(reverse("admin:comments_comment_change", args=[following.pk]))

    def action_checkbox(self, comment):
        """The box of a row, with the version that the moderator sees."""
        box = super().action_checkbox(comment)
        return format_html('{}<input type="hidden" name="version-{}" value="{}">', box, comment.pk, comment.version)

    @admin.display(description="Text", ordering="posted_at")
    def words(self, comment):
        return format_html(
            '{}<div class="comment-words" dir="auto">{}</div><a class="open" href="{}">Open this comment</a>',
            format_html('<p class="answered">In reply to {}</p>', self.answered(comment)) if comment.parent else "",
            comment.body,
            reverse("admin:comments_comment_change", args=[comment.pk]),
        )

    @admin.display(description="Name", ordering="name")
    def writer(self, comment):
        badge = format_html(' <strong class="badge">{}</strong>', "Of the house") if comment.person else ""
        return format_html("<bdi>{}</bdi>{}", comment.writer, badge)

    @admin.display(description="Article")
    def on_article(self, comment):
        return format_html('<a href="{}">{}</a>', comment.article.get_absolute_url(), comment.article.title)

    @admin.display(description="In reply to")
    def answered(self, comment):
        if comment.parent is None:
            return "-"
        said = Truncator(comment.parent.body).chars(QUOTED_LENGTH)
        return format_html("<bdi>{}</bdi>:\n{}", comment.parent.writer, said)

    @admin.display(description="Age", ordering="posted_at")
    def age(self, comment):
        return timesince(comment.posted_at, depth=1)

    @admin.display(description="Why to look twice")
    def noticed(self, comment):
        reasons = format_html_join("", "<li>{}</li>", ([in_words(reason)] for reason in comment.reasons.all()))
        return format_html("<ul>{}</ul>", reasons) if reasons else "Nothing noticed"


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """What an operator looks up: what was sent, refused, or may have been sent. Nothing here is changed by hand."""

    list_display = ["kind", "comment", "moderator", "status", "asked_at", "sent_at", "error"]
    list_filter = ["status", "kind"]
    list_select_related = ["comment__article", "moderator"]
    fields = readonly_fields = [*list_display, "attempts", "due_at"]

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission
