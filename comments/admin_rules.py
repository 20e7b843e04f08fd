"""Where moderators teach the screening: rules, tried before they are saved, and bans, which can be lifted."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone

from comments.dry_run import DryRun
from comments.models import Ban, Rule

TRY = "_try"


class RuleForm(forms.ModelForm):
    """Valid only for saving: “Try it first” shows what the rule would have caught, and that is all.

    Refused is what would have held too many good comments, unless it is confirmed for these very words.
    """

    confirmed = forms.CharField(required=False)

    class Meta:
        model = Rule
        fields = ["kind", "pattern", "action", "note", "is_active"]
        labels = {"kind": "Looks for", "pattern": "Words", "action": "Then", "note": "Why we have it"}
        help_texts = {
            "pattern": "Whole words, never parts of words: “cialis” does not find “specialist”. Capitals, look-alike"
            " letters, invisible and repeated characters are seen through. No patterns.",
            "is_active": "Switched off, it finds nothing, and what it found stays counted.",
        }

    dry_run = None

    def is_valid(self):
        return super().is_valid() and TRY not in self.data

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        self.dry_run = DryRun.of(self.instance)
        if self.dry_run.catches_too_much and self.instance.is_active and not self.is_confirmed and TRY not in self.data:
            self.add_error(None, forms.ValidationError(self.dry_run.warning, code="catches_too_much"))

    @property
    def is_confirmed(self):
        return self.cleaned_data["confirmed"] == self.instance.looks_like


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    form = RuleForm
    fields = ["kind", "pattern", "action", "note", "is_active"]
    list_display = ["pattern", "kind", "action", "found", "right", "last_found", "advice", "is_active"]
    list_filter = ["is_active", "kind"]
    search_fields = ["pattern", "note"]
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_queryset(self, request):
        """On the list with what each found, which takes a while to count."""
        rules = super().get_queryset(request)
        return rules.with_record() if request.resolver_match.url_name.endswith("_changelist") else rules

    def has_delete_permission(self, request, obj=None):
        """Switched off instead, so that what it found keeps its reason."""
        return False

    def save_model(self, request, rule, form, change):
        rule.made_by = rule.made_by or request.user
        super().save_model(request, rule, form, change)

    @admin.display(description="Found in 90 days", ordering="found")
    def found(self, rule):
        return rule.found

    @admin.display(description="Right")
    def right(self, rule):
        return f"{rule.right} of {rule.judged}" if rule.judged else "–"

    @admin.display(description="Last", ordering="last_found")
    def last_found(self, rule):
        return rule.last_found and timezone.localtime(rule.last_found).strftime("%-d %B %Y")

    @admin.display(description="Advice")
    def advice(self, rule):
        return rule.advice()


@admin.register(Ban)
class BanAdmin(admin.ModelAdmin):
    """Those in force. They are made in the queue, beside the comment, and end by themselves or by being lifted."""

    list_display = ["name", "why", "by", "made_at", "until"]
    list_display_links = None
    list_select_related = ["by"]
    actions = ["lift"]
    fields = readonly_fields = ["name", "why", "by", "made_at", "until", "lifted_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).in_force()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_lift_permission(self, request):
        return request.user.has_perm("comments.moderate_comment")

    @admin.action(permissions=["lift"], description="Lift the ban")
    def lift(self, request, queryset):
        lifted = queryset.lift()
        bans = "1 ban was" if lifted == 1 else f"{lifted} bans were"
        self.message_user(request, f"{bans} lifted. What was taken for spam meanwhile stays spam.", messages.SUCCESS)
