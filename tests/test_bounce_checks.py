"""`check --deploy` says whether anybody tells of bounces."""

import pytest

from newsletter.bounces.system_checks import who_tells_of_bounces

SECRET = "a-secret-of-tests-a-secret-of-tests"


@pytest.mark.parametrize(
    ("mail_url", "secret", "address", "found"),
    [
        ("", "", "", []),
        ("smtp://mail.example", "", "", ["newsletter.W001"]),
        ("smtp://mail.example", "", "bounces@cramps.example", ["newsletter.I001"]),
        ("smtp://mail.example", SECRET, "", []),
        ("smtp://mail.example", "short", "bounces@cramps.example", ["newsletter.E001"]),
        ("", "short", "", ["newsletter.E001"]),
    ],
)
def test_what_is_missing_is_said(settings, mail_url, secret, address, found):
    settings.MAIL_URL, settings.EVENTS_SECRET, settings.BOUNCE_ADDRESS = mail_url, secret, address

    assert [message.id for message in who_tells_of_bounces(None)] == found
