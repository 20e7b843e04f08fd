"""Issues on the web, as they were sent."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import version_of_site
from cramps_site.lib.pages import kept, public_page
from cramps_site.lib.site import absolute
from newsletter.marks import LEAVE, MANAGE
from newsletter.models import Edition, Issue


@require_safe
@kept(version_of_site)
@public_page
def issue(request, slug):
    issue = get_object_or_404(Issue.objects.in_archive(), slug=slug)
    edition = get_object_or_404(Edition, issue=issue, is_whole=True)
    context = {"issue": issue, "edition": edition, "text": nobodys_own(edition.text)}
    return render(request, "newsletter/issues/archived.html", context)


def nobodys_own(words):
    """The words of an edition where each reader's own links lead to the page for everyone."""
    page = absolute(reverse("newsletter:newsletter"))
    for mark in [LEAVE, MANAGE]:
        words = words.replace(absolute(reverse("newsletter:leave", args=[mark])), page)
    return words
