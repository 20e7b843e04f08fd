"""/privacy/ says what the worker does: both take their figures from one place."""

from datetime import timedelta

import pytest

from comments import retention
from newsletter import retention as newsletter_retention
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
