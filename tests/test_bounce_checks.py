"""`check --deploy` says whether anybody tells of bounces, and `check` whether they can be understood."""

import sys

import pytest

from newsletter.bounces.system_checks import mail_service_is_known, who_tells_of_bounces

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


@pytest.mark.parametrize(
    ("service", "key", "found"),
    [
        ("", "", []),
        ("postmark", "", []),
        ("mailgun", "key", []),
        ("mailgun", "", ["newsletter.E004"]),
        ("pigeons", "", ["newsletter.E002"]),
    ],
)
def test_a_mail_service_must_be_known_and_its_key_there(settings, service, key, found):
    pytest.importorskip("anymail", reason="requirements-anymail.txt is not installed")
    settings.EVENTS_SERVICE, settings.ANYMAIL = service, {"MAILGUN_WEBHOOK_SIGNING_KEY": key}

    assert [message.id for message in mail_service_is_known(None)] == found


def test_a_mail_service_needs_anymail(settings, monkeypatch):
    settings.EVENTS_SERVICE = "postmark"
    monkeypatch.setitem(sys.modules, "anymail", None)

    (message,) = mail_service_is_known(None)

    assert message.id == "newsletter.E003"
    assert "requirements-anymail.txt" in message.hint
