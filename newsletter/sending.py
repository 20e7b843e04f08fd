"""Sends the letters of the newsletter that wait."""

from cramps_site.lib.sending import send_some
from newsletter.bounces.rules import Event, take
from newsletter.bounces.statuses import bounce_of, codes_in
from newsletter.letters import built
from newsletter.models import Letter


def work():
    """Send some. True if there is more to do now."""
    return send_some(Letter.objects, built, refused=came_back)


def came_back(letter, words):
    """Our own mail server's "never" is a report like any other."""
    event_id = f"answer:letter {letter.pk}:{letter.claimed_at.timestamp()}"
    take(Event(letter.bounce_token(), event_id, bounce_of(words), codes_in(words), words))
