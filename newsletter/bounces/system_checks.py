"""What `manage.py check` says of bounces."""

from importlib.util import find_spec

from django.conf import settings
from django.core import checks

from newsletter.bounces.services import SERVICES

SHORTEST_SECRET = 32  # characters


def who_tells_of_bounces(app_configs, **kwargs):
    """Without a secret the webhook answers 503; returned mail needs an address to return to."""
    secret = settings.EVENTS_SECRET
    if secret and len(secret) < SHORTEST_SECRET:
        said = f"EVENTS_SECRET has fewer than {SHORTEST_SECRET} characters: anyone might find it, and report bounces."
        return [checks.Error(said, id="newsletter.E001")]
    if secret or not settings.MAIL_URL:
        return []
    if settings.BOUNCE_ADDRESS:
        said = "EVENTS_SECRET is not set: /newsletter/events/ answers 503, and only returned mail tells of bounces."
        return [checks.Info(said, hint="manage.py read_bounces reads it.", id="newsletter.I001")]
    said = "Nobody tells the site of bounces and complaints: EVENTS_SECRET and BOUNCE_ADDRESS are not set."
    return [checks.Warning(said, hint="docs/deploy.md says how to set up one of them.", id="newsletter.W001")]


def mail_service_is_known(app_configs, **kwargs):
    """Its reports can be read: we know it, django-anymail is installed, and its key is there."""
    name = settings.EVENTS_SERVICE
    if not name:
        return []
    if name not in SERVICES:
        said = f"EVENTS_SERVICE must be one of {', '.join(SERVICES)}, not {name!r}."
        return [checks.Error(said, id="newsletter.E002")]
    found = []
    if find_spec("anymail") is None:
        hint = "pip install --require-hashes -r requirements-anymail.txt"
        found.append(checks.Error("EVENTS_SERVICE needs django-anymail.", hint=hint, id="newsletter.E003"))
    if name == "mailgun" and not settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"]:
        found.append(checks.Error("EVENTS_SERVICE=mailgun needs MAILGUN_SIGNING_KEY.", id="newsletter.E004"))
    return found
