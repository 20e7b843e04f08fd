"""Sends the letters of the newsletter that wait."""

from cramps_site.lib.sending import send_some
from newsletter.letters import built
from newsletter.models import Letter


def work():
    """Send some. True if there is more to do now."""
    return send_some(Letter.objects, built)
