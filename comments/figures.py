"""The public page of figures: what became of readers' comments, in numbers. No names, no words."""

from datetime import date

from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import version_of_site
from comments.models import CountedFigures
from cramps_site.lib.pages import clock, kept, public_page

SHOWN_FOR = 60  # seconds; they are counted anew every ten minutes at most


def version_of_figures():
    return clock(SHOWN_FOR), version_of_site()


@require_safe
@kept(version_of_figures)
@public_page
def figures_page(request):
    last = CountedFigures.objects.first()
    months = [(date.fromisoformat(day), found) for day, found in last.figures["months"]] if last else []
    return render(request, "comments/figures.html", {"last": last, "months": months})
