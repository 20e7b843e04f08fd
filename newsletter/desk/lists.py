"""Lists of subscribers at the desk: a file comes in, each of its rows is judged, and a person decides."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from cramps_site.lib.desk import own_page
from cramps_site.lib.numbers import whole_number
from cramps_site.lib.spreadsheet import download
from newsletter.lists import importing, paging
from newsletter.lists.text import NotRead
from newsletter.models import ListRow, ListStep, SubscriberList
from newsletter.models.subscriber_list import ROW_COLUMNS


class UploadForm(forms.Form):
    file = forms.FileField(
        label="The file", error_messages={"required": "Choose a file.", "empty": "The file is empty."}
    )


class AttestForm(forms.Form):
    words = forms.CharField(
        label="How these readers agreed to our letters",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write how they agreed. Without it nobody is subscribed by a list."},
    )


class OnlyShown(admin.ModelAdmin):
    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission


@admin.register(SubscriberList)
class SubscriberListAdmin(OnlyShown):
    list_display = ["page_link", "status", "made_at", "by", "attested_by"]
    list_display_links = None
    list_filter = ["status"]
    list_select_related = ["by", "attested_by"]

    @admin.display(description="file", ordering="file_name")
    def page_link(self, the_list):
        return format_html('<a href="{}">{}</a>', address_of(the_list.pk), the_list)

    def has_add_permission(self, request):
        return request.user.has_perm("newsletter.import_subscribers")

    def get_urls(self):
        pages = {
            "rows": require_safe(self.rows),
            "not-imported.csv": require_POST(self.not_imported),
            "attest": require_POST(self.attest),
            "ask-each": require_POST(self.ask_each),
            "put-aside": require_POST(self.put_aside),
        }
        view, named = self.admin_site.admin_view, "newsletter_subscriberlist_{}".format
        return [
            path("add/", view(self.upload), name=named("add")),
            *[path(f"<int:pk>/{name}/", view(page), name=named(name)) for name, page in pages.items()],
            *super().get_urls(),
        ]

    def list_for(self, request, pk, *, decides=False):
        if not (self.has_add_permission(request) if decides else self.has_view_permission(request)):
            raise PermissionDenied
        return get_object_or_404(SubscriberList.objects.select_related("by", "attested_by"), pk=pk)

    def upload(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(*([request.POST, request.FILES] if request.method == "POST" else []))
        if form.is_valid():
            try:
                file = form.cleaned_data["file"]
                return HttpResponseRedirect(address_of(importing.store(file.file, file.name, by=request.user).pk))
            except NotRead as error:
                form.add_error("file", str(error))
        return own_page(self, request, "upload.html", "Bring a list", form=form)

    def rows(self, request, pk):
        return self.page_of(request, self.list_for(request, pk), AttestForm())

    def page_of(self, request, the_list, form):
        counts = the_list.counts()
        fates = [(fate, counts[fate]) for fate in ListRow.Fate if fate in counts]
        chosen = request.GET.get("fate") if request.GET.get("fate") in counts else ""
        rows = the_list.rows.filter(fate=chosen) if chosen else the_list.rows.all()
        page = {
            "list": the_list,
            "fates": fates,
            "chosen": chosen,
            "total": sum(counts.values()),
            "new": counts.get(ListRow.Fate.NEW, 0),
            "imported": counts.get(ListRow.Fate.IMPORTED, 0),
            "rows": paging.page_of(rows, after=line(request, "after"), before=line(request, "before")),
            "may_decide": self.has_add_permission(request),
            "steps": the_list.steps.select_related("by"),
        }
        return own_page(self, request, "rows.html", str(the_list), form=form, **page)

    def not_imported(self, request, pk):
        the_list = self.list_for(request, pk, decides=True)
        rows = the_list.rows.not_imported()
        ListStep.objects.create(list=the_list, by=request.user, what=f"Exported {rows.count():,} that bring nobody")
        return download(f"not-imported-{pk}.csv", ROW_COLUMNS, rows.as_cells())

    def attest(self, request, pk):
        the_list, form = self.list_for(request, pk, decides=True), AttestForm(request.POST)
        if not form.is_valid():
            return self.page_of(request, the_list, form)
        done = the_list.attest(form.cleaned_data["words"], by=request.user)
        return self.to_rows(request, pk, done and "Its new readers are being imported.")

    def ask_each(self, request, pk):
        done = self.list_for(request, pk, decides=True).ask_each(by=request.user)
        return self.to_rows(request, pk, done and "Each of its new readers is asked by a letter.")

    def put_aside(self, request, pk):
        done = self.list_for(request, pk, decides=True).put_aside(by=request.user)
        return self.to_rows(request, pk, done and "Put aside. Nobody was imported, and its rows are gone.")

    def to_rows(self, request, pk, said):
        words = said or "It was decided otherwise meanwhile, so nothing was changed."
        self.message_user(request, words, messages.SUCCESS if said else messages.WARNING)
        return HttpResponseRedirect(address_of(pk))


def line(request, name):
    """Behind or before which line a page of rows begins or ends."""
    return whole_number(request.GET.get(name, "")) or 0


def address_of(pk):
    return reverse("admin:newsletter_subscriberlist_rows", args=[pk])


@admin.register(ListStep)
class ListStepAdmin(OnlyShown):
    list_display = ["made_at", "what", "list", "by"]
    list_select_related = ["list", "by"]
    fields = ["made_at", "what", "list", "by"]

    def has_add_permission(self, request):
        return False
