"""/privacy/ says what the worker does: both take their figures from one place."""

from datetime import timedelta

import pytest

from comments import retention
from comments.models import Rule
from newsletter import retention as newsletter_retention
from tests.factories import make_rule
from tests.pages import Html

pytestmark = pytest.mark.django_db


def test_the_page_says_how_long_what_is_kept(client):
    page = Html(client.get("/privacy/")).main

    assert "It is erased 90 days after the last decision on your comment." in page
    assert "For 30 days we keep its beginning" in page
    assert "Codes by which comments that say almost the same are found 3 days" in page
    assert "Words that you changed, or that a moderator covered a day" in page


@pytest.mark.parametrize("name", ["NETWORK", "EMAIL", "FORMER_WORDS", "NEAR_KEYS", "NOTICES"])
def test_it_follows_each_period(client, monkeypatch, name):
    monkeypatch.setattr(retention, f"{name}_KEPT", timedelta(days=777))

    assert "777 days" in Html(client.get("/privacy/")).main


@pytest.mark.parametrize("name", ["UNCONFIRMED", "LETTERS", "ADDRESSES", "LISTS"])
def test_it_follows_each_period_of_the_newsletter(client, monkeypatch, name):
    monkeypatch.setattr(newsletter_retention, f"{name}_KEPT", timedelta(days=777))

    assert "777 days" in Html(client.get("/privacy/")).main


RULE = "The address stands in that rule for as long as there is the rule"


def test_it_says_that_rules_keep_addresses_while_there_is_one_that_does(client):
    make_rule("pills.example", kind="address")
    make_rule("ada@example.org", kind="words")
    assert RULE not in Html(client.get("/privacy/")).main

    rule = make_rule("ada@example.org", kind="address")
    assert RULE in Html(client.get("/privacy/")).main

    rule.is_active = False
    rule.save()
    assert RULE in Html(client.get("/privacy/")).main
    assert Rule.objects.get(pk=rule.pk).pattern == "ada@example.org"


def test_a_page_that_is_kept_says_so_a_second_later(visitor, clock):
    before = visitor.get("/privacy/").text

    make_rule("ada@example.org", kind="address")
    clock.pass_by(1)

    assert RULE not in before
    assert RULE in visitor.get("/privacy/").text
