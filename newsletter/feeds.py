"""The newsletter by feed: the issues of the archive, without an address given to anybody."""

from django.template.loader import render_to_string
from django.urls import reverse

from articles.models import version_of_site
from cramps_site.lib.feeds import FullTextAtom, feed_answer, feed_page, lasting_id, writable
from cramps_site.lib.pages import kept
from cramps_site.lib.site import absolute, context
from newsletter.archive import nobodys_own
from newsletter.models import Edition

LENGTH = 20


@feed_page
@kept(version_of_site)
def issues(request):
    site_name = context(request)["site_name"]
    feed = FullTextAtom(
        title=f"Newsletter | {site_name}",
        link=absolute(reverse("newsletter:newsletter")),
        description=None,
        language="en-gb",
        author_name=site_name,
        author_link=absolute("/"),
        feed_url=absolute(request.path),
    )
    newest = list(Edition.objects.in_archive().defer("html")[:LENGTH])
    for edition in newest:
        add(feed, edition)
    return feed_answer(feed, max((edition.issue.frozen_at for edition in newest), default=None))


def add(feed, edition):
    issue = edition.issue
    feed.add_item(
        title=writable(edition.subject),
        link=absolute(issue.get_absolute_url()),
        unique_id=lasting_id(issue),
        description=writable(issue.preheader),
        authors=[],
        pubdate=issue.frozen_at,
        updateddate=issue.frozen_at,
        full_text=render_to_string("newsletter/issues/_text.html", {"text": writable(nobodys_own(edition.text))}),
    )
