"""Letters that failed and are tried again bring nobody an article that another letter brought meanwhile."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from newsletter import audience
from newsletter.models import Issue
from newsletter.sender.claims import Claims
from tests.at_once import at_once
from tests.factories import ago, make_article, make_user
from tests.issue_audience import became_of, reader, scheduled, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pace(settings):
    settings.LETTERS_PER_SECOND = settings.LETTERS_PER_SECOND_A_DOMAIN = 0


def digest(*articles):
    return scheduled(*articles, kind="digest", frequency="weekly")


def weekly(*names):
    for name in names:
        reader(name, frequency="weekly", confirmed_at=ago(days=90))


def ends(issue, status="failed", *, of=None):
    """Freeze it, and all that waits, or only those `of` these names, become `status`."""
    audience.freeze(issue)
    rows = issue.deliveries.filter(status="waiting")
    if of is not None:
        rows = rows.filter(address__in=[f"{name}@example.org" for name in of])
    rows.update(status=status)
    Issue.objects.get(pk=issue.pk).finish()


def retry(issue, **which):
    return Issue.objects.get(pk=issue.pk).retry_failed(by=None, **which)


def claimed():
    with transaction.atomic():
        return sorted(delivery.address.partition("@")[0] for delivery in Claims().take(20))


@pytest.mark.parametrize("status", ["sent", "uncertain", "sending", "waiting", "deferred"])
def test_what_another_letter_brought_since_does_not_come_again(status):
    articles = make_article(), make_article()
    weekly("ada")
    first, second = digest(*articles), digest(*articles)
    ends(first)
    ends(second, status)

    assert retry(first) == (0, 1)

    assert became_of(first) == {"ada": "had_since"}
    assert Issue.objects.get(pk=first.pk).status == "finished"
    assert first.steps.last().why == "1 had an article of it since, by another letter, and are left out."


def test_one_article_of_the_letter_is_enough_to_leave_it_out():
    a, b, c = make_article(), make_article(), make_article()
    weekly("ada")
    first = digest(a, b)
    ends(first)
    ends(digest(b, c), "sent")

    assert retry(first) == (0, 1)


def test_who_had_none_of_it_gets_it_and_the_ledger_still_balances():
    a, b, c = make_article("A"), make_article("B"), make_article("C")
    for name in ["ada", "bea", "cleo"]:
        reader(name)
    first, second = scheduled(a, b), scheduled(a, b, c)
    ends(first, of=["ada", "bea"])
    first.deliveries.filter(status="waiting").update(status="sent")
    audience.freeze(second)
    assert titles(second, "cleo") == ["C"]
    second.deliveries.filter(address__startswith="bea").update(status="failed")
    second.deliveries.filter(address__startswith="ada").update(status="sent")

    assert retry(first) == (1, 1)

    assert became_of(first) == {"ada": "had_since", "bea": "waiting", "cleo": "sent"}
    assert first.steps.last().why == (
        "1 that failed are tried again. 1 had an article of it since, by another letter, and are left out."
    )
    first.deliveries.filter(status="waiting").update(status="sent")
    assert Issue.objects.get(pk=first.pk).finish()
    assert Issue.objects.get(pk=first.pk).missing == 0
    assert sum(audience.ledger(first).values()) == 3


def test_what_the_letter_did_not_hold_for_this_reader_does_not_count():
    a, b = make_article("A"), make_article("B")
    reader("ada")
    ends(scheduled(a), "sent")
    first = scheduled(a, b)
    ends(first)
    assert titles(first, "ada") == ["B"]

    assert retry(first) == (1, 0)


def test_of_two_letters_with_the_same_articles_that_both_failed_one_alone_goes():
    article, other = make_article(), make_article()
    weekly("ada")
    first, second = digest(article, other), digest(article, other)
    ends(first)
    ends(second)

    assert [retry(second), retry(first)] == [(1, 0), (0, 1)]

    assert became_of(first) == {"ada": "had_since"}
    assert claimed() == ["ada"]


def test_a_letter_without_articles_is_always_tried_again():
    reader("ada")
    first, second = scheduled(intro="Hello."), scheduled(intro="Hello again.")
    ends(first)
    ends(second, "sent")

    assert retry(first) == (1, 0)


def test_those_that_were_not_chosen_stay_as_they_are():
    articles = make_article(), make_article()
    weekly("ada", "bea")
    first = digest(*articles)
    ends(first)
    ends(digest(*articles), "sent")
    chosen = first.deliveries.get(address__startswith="ada")

    assert retry(first, deliveries=[chosen.pk]) == (0, 1)

    assert became_of(first) == {"ada": "had_since", "bea": "failed"}


def test_at_the_desk_it_is_said_how_many_were_left_out(client):
    articles = make_article(), make_article()
    weekly("ada")
    first = digest(*articles)
    ends(first)
    ends(digest(*articles), "sent")
    client.force_login(make_user("nora", group="Newsletter manager"))

    address = f"/admin/newsletter/issue/{first.pk}/"
    said = client.post(f"{address}retry/", {"code": ""}, follow=True).text

    assert "Tried again: 0. Left out, as another letter brought an article of it since: 1." in said
    ledger = " ".join(re.sub("<[^>]*>", " ", said).split())
    assert "Left out: had an article of it by another letter before it was tried again 1" in ledger


def test_sixty_readers_are_no_more_questions_than_one():
    counts = []
    for names in [["ada"], [f"reader{number}" for number in range(60)]]:
        articles = make_article(), make_article()
        weekly(*names)
        first = digest(*articles)
        ends(first)
        ends(digest(*articles), "sent")
        with CaptureQueriesContext(connection) as asked:
            assert retry(first)[1] >= len(names)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_letters_with_the_same_article_tried_again_at_once_bring_it_once():
    article, other = make_article(), make_article()
    weekly("ada")
    both = digest(article, other), digest(article, other)
    for issue in both:
        ends(issue)

    at_once(*[lambda issue=issue: retry(issue) for issue in both])

    assert sorted([*became_of(both[0]).values(), *became_of(both[1]).values()]) == ["had_since", "waiting"]
