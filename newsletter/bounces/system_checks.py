"""What `manage.py check --deploy` says of bounces."""

from django.conf import settings
from django.core import checks

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
