"""Who gets what at each address of the newsletter's desk. An address without a line here fails."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from cramps_site.groups import GROUPS
from newsletter.models import ListStep, Suppression
from tests.factories import make_article, make_user
from tests.issues import sent_issue
from tests.lists import read
from tests.subscribers import make_letter
from tests.test_token_links import whole_database

pytestmark = pytest.mark.django_db
DESK = "admin/newsletter/"
WHO = ["nobody", *GROUPS]

# Address: what nobody, Author, Editor, Moderator and Newsletter manager get for looking, and for posting.
RIGHTS = {
    "issue/corrections/": ("302 403 403 403 200", "302 405 405 405 405"),
    "issue/corrections/<int:pk>/draft/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/tell-late/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/progress/": ("302 403 403 403 200", "302 405 405 405 405"),
    "issue/<int:pk>/deliveries.csv/": ("302 405 405 405 405", "302 403 403 403 200"),
    "issue/<int:pk>/pause/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/resume/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/cancel/": ("302 403 403 403 200", "302 403 403 403 302"),
    "issue/<int:pk>/retry/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/settle/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/send/": ("302 403 403 403 200", "302 403 403 403 200"),
    "issue/<int:pk>/preview/": ("302 403 403 403 200", "302 405 405 405 405"),
    "issue/<int:pk>/schedule/": ("302 405 405 405 405", "302 403 403 403 422"),
    "issue/<int:pk>/back-to-draft/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/test-letter/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/<int:pk>/ask-links/": ("302 405 405 405 405", "302 403 403 403 302"),
    "issue/": ("302 403 403 403 200", "302 403 403 403 200"),
    "issue/add/": ("302 403 403 403 200", "302 403 403 403 200"),
    "issue/<path:object_id>/history/": ("302 403 403 403 200", "302 403 403 403 200"),
    "issue/<path:object_id>/delete/": ("302 403 403 403 403", "302 403 403 403 403"),
    "issue/<path:object_id>/change/": ("302 403 403 403 200", "302 403 403 403 403"),
    "issue/<path:object_id>/": ("302 302 302 302 302", "302 302 302 302 302"),
    "subscriberlist/add/": ("302 403 403 403 200", "302 403 403 403 422"),
    "subscriberlist/<int:pk>/rows/": ("302 403 403 403 200", "302 405 405 405 405"),
    "subscriberlist/<int:pk>/not-imported.csv/": ("302 405 405 405 405", "302 403 403 403 200"),
    "subscriberlist/<int:pk>/attest/": ("302 405 405 405 405", "302 403 403 403 422"),
    "subscriberlist/<int:pk>/ask-each/": ("302 405 405 405 405", "302 403 403 403 302"),
    "subscriberlist/<int:pk>/put-aside/": ("302 405 405 405 405", "302 403 403 403 302"),
    "subscriberlist/": ("302 403 403 403 200", "302 403 403 403 200"),
    "subscriberlist/<path:object_id>/history/": ("302 403 403 403 200", "302 403 403 403 200"),
    "subscriberlist/<path:object_id>/delete/": ("302 403 403 403 403", "302 403 403 403 403"),
    "subscriberlist/<path:object_id>/change/": ("302 403 403 403 200", "302 403 403 403 403"),
    "subscriberlist/<path:object_id>/": ("302 302 302 302 302", "302 302 302 302 302"),
    "liststep/": ("302 403 403 403 200", "302 403 403 403 200"),
    "liststep/add/": ("302 403 403 403 403", "302 403 403 403 403"),
    "liststep/<path:object_id>/history/": ("302 403 403 403 200", "302 403 403 403 200"),
    "liststep/<path:object_id>/delete/": ("302 403 403 403 403", "302 403 403 403 403"),
    "liststep/<path:object_id>/change/": ("302 403 403 403 200", "302 403 403 403 403"),
    "liststep/<path:object_id>/": ("302 302 302 302 302", "302 302 302 302 302"),
    "suppression/<int:pk>/lift/": ("302 403 403 403 200", "302 403 403 403 302"),
    "suppression/": ("302 403 403 403 200", "302 403 403 403 200"),
    "suppression/add/": ("302 403 403 403 200", "302 403 403 403 200"),
    "suppression/<path:object_id>/history/": ("302 403 403 403 200", "302 403 403 403 200"),
    "suppression/<path:object_id>/delete/": ("302 403 403 403 403", "302 403 403 403 403"),
    "suppression/<path:object_id>/change/": ("302 403 403 403 200", "302 403 403 403 403"),
    "suppression/<path:object_id>/": ("302 302 302 302 302", "302 302 302 302 302"),
    "suppressionstep/": ("302 403 403 403 200", "302 403 403 403 200"),
    "suppressionstep/add/": ("302 403 403 403 403", "302 403 403 403 403"),
    "suppressionstep/<path:object_id>/history/": ("302 403 403 403 200", "302 403 403 403 200"),
    "suppressionstep/<path:object_id>/delete/": ("302 403 403 403 403", "302 403 403 403 403"),
    "suppressionstep/<path:object_id>/change/": ("302 403 403 403 200", "302 403 403 403 403"),
    "suppressionstep/<path:object_id>/": ("302 302 302 302 302", "302 302 302 302 302"),
    "subscriber/<int:pk>/erase/": ("302 403 403 403 200", "302 403 403 403 302"),
    "subscriber/<int:pk>/data/": ("302 405 405 405 405", "302 403 403 403 200"),
    "subscriber/export/": ("302 403 403 403 200", "302 403 403 403 422"),
    "subscriber/": ("302 403 403 403 200", "302 403 403 403 200"),
    "subscriber/add/": ("302 403 403 403 403", "302 403 403 403 403"),
    "subscriber/<path:object_id>/history/": ("302 403 403 403 200", "302 403 403 403 200"),
    "subscriber/<path:object_id>/delete/": ("302 403 403 403 403", "302 403 403 403 403"),
    "subscriber/<path:object_id>/change/": ("302 403 403 403 200", "302 403 403 403 403"),
    "subscriber/<path:object_id>/": ("302 302 302 302 302", "302 302 302 302 302"),
    "letter/": ("302 403 403 403 200", "302 403 403 403 200"),
    "letter/add/": ("302 403 403 403 403", "302 403 403 403 403"),
    "letter/<path:object_id>/history/": ("302 403 403 403 200", "302 403 403 403 200"),
    "letter/<path:object_id>/delete/": ("302 403 403 403 403", "302 403 403 403 403"),
    "letter/<path:object_id>/change/": ("302 403 403 403 200", "302 403 403 403 403"),
    "letter/<path:object_id>/": ("302 302 302 302 302", "302 302 302 302 302"),
}
POSTED = {"subscriber/<int:pk>/erase/": {"why": "By telephone"}, "suppression/<int:pk>/lift/": {"why": "By telephone"}}


@pytest.fixture
def keys():
    """One row of each thing, by its name in addresses."""
    letter = make_letter()
    suppression = Suppression.objects.add("gone@example.org", "hard")
    issue = sent_issue(make_article())
    issue.articles.get().change_notes.create(kind="correction", text="It said five.")
    return {
        "issue": issue.pk,
        "subscriber": letter.subscriber_id,
        "letter": letter.pk,
        "subscriberlist": read("email\nada@example.org\n").pk,
        "liststep": ListStep.objects.create(what="Exported 1: confirmed").pk,
        "suppression": suppression.pk,
        "suppressionstep": suppression.steps.get().pk,
        "corrections": issue.articles.get().change_notes.get().pk,
    }


@pytest.fixture
def clients():
    """Nobody's browser, and one of each group, signed in."""
    browsers = {who: Client() for who in WHO}
    for group in GROUPS:
        browsers[group].force_login(make_user(group=group, email=f"{len(group)}@example.net"))
    return browsers


def routes(patterns, before=""):
    for each in patterns:
        route = f"{before}{each.pattern}"
        yield from [route] if isinstance(each, URLPattern) else routes(each.url_patterns, route)


def of_the_desk():
    return {route.removeprefix(DESK) for route in routes(get_resolver().url_patterns) if route.startswith(DESK)}


def address(route, keys):
    """With the key of the thing that it names last before it."""
    thing = re.split(r"/", route.partition("<")[0].rstrip("/"))[-1]
    return f"/{DESK}{re.sub('<.*?>', str(keys.get(thing)), route)}"


def test_every_address_of_the_desk_has_a_line():
    assert of_the_desk() == RIGHTS.keys()


@pytest.mark.parametrize("route", RIGHTS)
def test_each_group_gets_what_its_line_says_and_who_is_refused_changes_nothing(keys, clients, route):
    path, (looking, posting) = address(route, keys), RIGHTS[route]
    before = whole_database()

    assert statuses(clients, "get", path) == looking
    assert whole_database() == before

    refused = {who: client for who, client in clients.items() if who != "Newsletter manager"}
    statuses(refused, "post", path, POSTED.get(route))
    assert whole_database() == before

    assert statuses(clients, "post", path, POSTED.get(route)) == posting


def statuses(clients, method, path, *data):
    """What each gets, in the order of WHO."""
    return " ".join(str(getattr(client, method)(path, *data).status_code) for client in clients.values())


@pytest.mark.parametrize("route", [route for route, (_, posting) in RIGHTS.items() if posting.split()[-1] != "403"])
def test_a_post_without_the_token_of_our_own_page_does_nothing(keys, route):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user(group="Newsletter manager", email="nele@example.net"))
    before = whole_database()

    answer = browser.post(address(route, keys), POSTED.get(route))

    assert answer.status_code in {403, 405}
    assert whole_database() == before
