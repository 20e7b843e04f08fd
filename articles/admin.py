"""Where authors and editors write. Publishing is an editor's; an author changes own drafts."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from articles.models import Article, Authorship, ChangeNote, Filing, Person, PersonLink, Pick, Reference, Topic, User

admin.site.register(User, UserAdmin)


class PersonLinkInline(admin.TabularInline):
    model = PersonLink
    extra = 1


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["name", "role", "user"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["user"]
    inlines = [PersonLinkInline]

    def get_readonly_fields(self, request, person=None):
        """Who has which account is for those who look after accounts."""
        return [] if request.user.has_perm("articles.view_user") else ["user"]


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "position"]
    prepopulated_fields = {"slug": ["name"]}


class AuthorshipFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and not self._should_delete_form(form)]
        reviewer = self.instance.reviewed_by
        if reviewer and reviewer in [fields.get("person") for fields in kept]:
            raise ValidationError(f"{reviewer} wrote this, and cannot review it.")


class AuthorshipInline(admin.TabularInline):
    model = Authorship
    formset = AuthorshipFormSet
    extra = 1
    autocomplete_fields = ["person"]


class FilingInline(admin.TabularInline):
    model = Filing
    extra = 1


class ReferenceInline(admin.StackedInline):
    model = Reference
    extra = 0


class PickInline(admin.TabularInline):
    model = Pick
    fk_name = "article"
    extra = 0
    autocomplete_fields = ["picked"]


class ChangeNoteInline(admin.TabularInline):
    model = ChangeNote
    extra = 0


# What an editor answers for: when readers see it, who checked it, what changed since.
EDITORS_FIELDS = ["reviewed_by", "last_reviewed", "next_review", "published_at", "updated_at"]


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    list_display = ["title", "state", "published_at", "updated_at", "next_review"]
    list_filter = ["topics", "published_at"]
    search_fields = ["title", "summary"]
    prepopulated_fields = {"slug": ["title"]}
    date_hierarchy = "published_at"
    autocomplete_fields = ["reviewed_by"]
    inlines = [AuthorshipInline, FilingInline, ReferenceInline, PickInline, ChangeNoteInline]

    @admin.display(description="State")
    def state(self, article):
        return article.state

    def may_publish(self, request):
        return request.user.has_perm("articles.publish_article")

    def get_readonly_fields(self, request, article=None):
        return [] if self.may_publish(request) else EDITORS_FIELDS

    def get_prepopulated_fields(self, request, article=None):
        """A published article's address stays, unless someone changes it on purpose."""
        return {} if article else self.prepopulated_fields

    def has_change_permission(self, request, article=None):
        allowed = super().has_change_permission(request, article)
        if article is None or self.may_publish(request):
            return allowed
        own = article.authors.filter(user=request.user).exists()
        return allowed and own and article.published_at is None

    def save_related(self, request, form, formsets, change):
        """The text is made anew once its references are stored; what it lacks is said."""
        super().save_related(request, form, formsets, change)
        article = form.instance
        if not change and not self.may_publish(request):
            self.sign(request, article)
        article.save()
        missing = article.missing_references()
        if missing:
            keys = ", ".join(missing)
            self.message_user(request, f"Cited, but not among the references: {keys}.", messages.WARNING)

    def sign(self, request, article):
        """The one who wrote a draft is its author, who may change it."""
        if hasattr(request.user, "person"):
            article.authorships.get_or_create(person=request.user.person)
        else:
            self.message_user(
                request,
                "Your account has no profile, so this draft has no author and you cannot change it any more."
                " Ask an editor to give you a profile and to put it on the draft.",
                messages.WARNING,
            )
