"""Whom to tell of a hole in the site (RFC 9116)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from cramps_site import env


def read(client):
    """{field: value}; each field stands there once."""
    lines = client.get("/.well-known/security.txt").text.splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert len(fields) == len(lines)
    return fields


def test_it_says_whom_to_tell_and_where_it_stands(client, settings):
    settings.SITE_URL, settings.SECURITY_CONTACT = "https://cramps.example", "mailto:holes@cramps.example"

    fields = read(client)

    assert fields["Contact"] == "mailto:holes@cramps.example"
    assert fields["Canonical"] == "https://cramps.example/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "en"
    assert client.get("/.well-known/security.txt")["Content-Type"] == "text/plain; charset=utf-8"


def test_without_a_setting_it_is_security_at_the_site_s_host(client):
    assert read(client)["Contact"] == "mailto:security@testserver"


def test_it_expires_later_and_within_a_year(client):
    expires = datetime.strptime(read(client)["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)


def test_it_is_the_same_all_day_long_and_moves_with_the_day(client, monkeypatch):
    def at(*moment):
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, *moment, tzinfo=UTC))
        return client.get("/.well-known/security.txt").content

    assert at(4, 0, 0, 0) == at(4, 12, 30, 1) == at(4, 23, 59, 59)
    assert at(4, 23, 59, 59) != at(5, 0, 0, 0)


@pytest.mark.parametrize(
    "value", ["security@cramps.example", "mailto:a@b.example\nContact: mailto:x@y.example", "none"]
)
def test_a_contact_that_no_program_can_follow_is_refused(monkeypatch, value):
    monkeypatch.setenv("SECURITY_CONTACT", value)

    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT must look like mailto:"):
        env.contact("SECURITY_CONTACT", default="mailto:a@b.example")
