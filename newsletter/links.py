"""The links of a letter: whether they lead to a page of ours, and what other sites answer."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from articles.models import Article, Person, Topic
from cramps_site.lib.asking import ask_all
from newsletter.models import AskedLink, Issue

# What must be there for a page to be. Issues need not have gone out: a letter leads to its own place in the archive.
ROWS = {
    "articles:article": Article.objects.published,
    "articles:topic": Topic.objects.all,
    "articles:topic-feed": Topic.objects.all,
    "articles:author": Person.objects.all,
    "articles:author-feed": Person.objects.all,
    "newsletter:issue": Issue.objects.all,
}


def ask_others(addresses):
    """Ask the sites of those `addresses` that are not known to answer, and keep what they say.

    Returns how many were asked, and how many are left for another time: there were too many, or it took too long.
    """
    due = unsettled(addresses)
    answers = ask_all(due)
    AskedLink.objects.keep(answers)
    return len(answers), len(due) - len(answers)


def unsettled(addresses):
    """Links to other sites that did not answer well within a day, those first that were not asked for longest."""
    others = elsewhere(addresses)
    known = AskedLink.objects.known(others)
    due = [address for address in others if address not in known or not known[address].answer.is_well]
    return sorted(due, key=lambda address: known[address].asked_at.timestamp() if address in known else 0)


def elsewhere(addresses):
    """Those of other sites, each once."""
    return [address for address in dict.fromkeys(addresses) if leads_somewhere(address) and is_elsewhere(address)]


def leads_somewhere(address):
    """Whether a page of this site is there; of others, whether it is an address at all."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path
    if parts.scheme not in {"http", "https"} or ("." not in (parts.hostname or "") and not is_own(parts)):
        return False
    return is_there(parts.path) if is_own(parts) else True


def is_elsewhere(address):
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and not is_own(parts)


def is_own(parts):
    return f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL


def is_there(path):
    try:
        found = resolve(path or "/")
    except Resolver404:
        return False
    rows = ROWS.get(found.view_name)
    return rows is None or rows().filter(slug=found.kwargs["slug"]).exists()
