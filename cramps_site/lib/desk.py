"""What several pages of the admin have in common."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.functional import cached_property

MOST = 10_000  # rows that can be paged through; older ones are found by the filters


def own_page(of, request, template, title, *, form=None, status=None, **page):
    """A page of our own that belongs to a model, whose admin is `of`: 422 where what was sent is not taken."""
    page |= of.admin_site.each_context(request) | {"opts": of.opts, "title": title, "form": form}
    template = f"admin/{of.opts.app_label}/{of.opts.model_name}/{template}"
    return TemplateResponse(request, template, page, status=status or (422 if form and form.errors else 200))


class ReadOnly:
    """To look at: nothing is added, changed or deleted by the admin's own forms."""

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


class Newest(Paginator):
    """Of a million rows nobody turns to the last page, and counting them all takes longer than reading."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:MOST].count()

    @property
    def leaves_out(self):
        """How many rows it shows, where there may be more; else None."""
        return MOST if self.count == MOST else None


class LongList:
    """A list that grows for as long as the site is there."""

    change_list_template = "admin/long_list.html"
    paginator = Newest
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
