"""Where moderators teach the screening: rules, tried before they are saved, and bans, which can be lifted."""

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError
from django.utils import timezone

from comments.dry_run import DryRun
from comments.models import Ban, Rule

TRY = "_try"


class RuleForm(forms.ModelForm):
    """Valid for saving once what the rule would have caught was shown for these very words.

    “Try it first” shows that, and so does the first “Save the rule”. Refused is what would have held
    too many good comments, unless that is confirmed.
    """

    shown = forms.CharField(required=False)  # what the rule said when its catch was shown
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

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        stored = self.instance.pk is not None
        self.said, self.was_active = (self.instance.says, self.instance.is_active) if stored else ("", False)

    def is_valid(self):
        return super().is_valid() and TRY not in self.data and not self.is_to_be_shown

    def _post_clean(self):
        super()._post_clean()
        if self.errors or not (TRY in self.data or self.finds_something_else):
            return
        self.dry_run = DryRun.of(self.instance)
        is_bad = self.dry_run.catches_too_much and self.finds_something_else
        if is_bad and not (self.is_confirmed or TRY in self.data):
            self.add_error(None, forms.ValidationError(self.dry_run.warning, code="catches_too_much"))

    @property
    def is_another_rule(self):
        """Whether it looks for something else than it did, or does something else then."""
        return bool(self.said) and self.said != self.instance.says

    @property
    def finds_something_else(self):
        """Whether saving it changes what becomes of comments."""
        return self.instance.is_active and not (self.was_active and self.said == self.instance.says)

    @property
    def is_to_be_shown(self):
        return self.finds_something_else and self.cleaned_data["shown"] != self.instance.says

    @property
    def is_confirmed(self):
        return self.cleaned_data["confirmed"] == self.instance.says


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    form = RuleForm
    fields = ["kind", "pattern", "action", "note", "is_active"]
    list_display = ["pattern", "kind", "action", "found", "right", "last_found", "advice", "is_active"]
    list_filter = ["is_active", "kind"]
    search_fields = ["pattern", "note"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["replaced_by"]
    actions = None

    def get_queryset(self, request):
        """On the list with what each found, which takes a while to count."""
        rules = super().get_queryset(request)
        return rules.with_record() if request.resolver_match.url_name.endswith("_changelist") else rules

    def has_delete_permission(self, request, obj=None):
        """Switched off instead, so that what it found keeps its reason."""
        return False

    def changeform_view(self, request, *args, **options):
        try:
            return super().changeform_view(request, *args, **options)
        except IntegrityError:  # a colleague saved the same at this very moment, which the form sees now
            return super().changeform_view(request, *args, **options)

    def save_model(self, request, rule, form, change):
        if form.is_another_rule:
            before = rule.replace(by=request.user)
            self.log_change(request, before, f"Switched off: “{rule}” takes its place.")
            self.message_user(request, f"“{before}” as it was is switched off. What it found stays counted there.")
        else:
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
