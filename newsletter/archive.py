"""Issues on the web, as they were sent."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from articles.models import version_of_site
from cramps_site.lib.pages import kept, public_page
from cramps_site.lib.site import absolute
from newsletter.models import Edition
from newsletter.rendering import own_links
from newsletter.showing import document

FRAMES = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}


@csp_override(FRAMES)
@require_safe
@kept(version_of_site)
@public_page
def issue(request, slug):
    """The page around the letter: when it was sent, and its hash."""
    edition = edition_of(slug)
    context = {"issue": edition.issue, "edition": edition, "text": nobodys_own(edition.text)}
    return render(request, "newsletter/issues/archived.html", context)


@require_safe
@kept(version_of_site)
@public_page
def letter(request, slug):
    """The letter itself, for the frame on that page."""
    edition = edition_of(slug)
    response = document(nobodys_own(edition.html))
    response["Link"] = f'<{absolute(edition.issue.get_absolute_url())}>; rel="canonical"'
    return response


def edition_of(slug):
    """All of an issue that went out, as it was sent. Http404 if there is none."""
    return get_object_or_404(Edition.objects.in_archive(), issue__slug=slug)


def nobodys_own(words):
    """The words of an edition where each reader's own links lead to the page for everyone."""
    page = absolute(reverse("newsletter:newsletter"))
    for link in own_links().values():
        words = words.replace(link, page)
    return words
