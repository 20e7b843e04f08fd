"""The address that a mail service posts its own form to: django-anymail reads it, where it is installed.

Who posts must know EVENTS_SECRET: it is the password in the address, https://events:SECRET@host/newsletter/events/NAME/.
"""

from contextlib import suppress
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from cramps_site.lib.body_limit import small_body_only
from newsletter.bounces.rules import Event, NotOurs, take
from newsletter.bounces.services import SERVICES
from newsletter.bounces.statuses import bounce_of, codes_in
from newsletter.bounces.tokens import token_of
from newsletter.models import DeliveryEvent

Kind = DeliveryEvent.Kind
SAID = {"delivered": Kind.DELIVERED, "complained": Kind.COMPLAINT, "unsubscribed": Kind.LEFT}
NOT_ARRIVED = {"bounced", "rejected", "failed"}


@csrf_exempt  # programs post here; the password in the address is the authority
@small_body_only
def reports(request, service):
    if service not in SERVICES or service != settings.EVENTS_SERVICE:
        raise Http404
    if not settings.EVENTS_SECRET:
        return HttpResponse("EVENTS_SECRET is not set, so nothing is taken here.", "text/plain", 503)
    from anymail.signals import tracking

    tracking.connect(take_report)
    return import_string(SERVICES[service].view).as_view()(request)


def take_report(sender, event, esp_name, **kwargs):
    """Anymail's signal, to our door. Of most that services tell, such as who opened a letter, nothing is kept."""
    kind, words = kind_of_report(event, SERVICES[esp_name.lower()]), said(event)
    if kind is None:
        return
    token = token_in(event)
    event_id, happened_at = event_id_of(event, esp_name, token), event.timestamp or timezone.now()
    told = Event(token, event_id, kind, codes_in(words), words, happened_at)
    with suppress(NotOurs):  # the account may send other mail too
        take(told)


def kind_of_report(event, service):
    """None for what changes nothing."""
    own = service.kinds.get(service.word(event.esp_event))
    if event.event_type in SAID and own is None:
        return SAID[event.event_type]
    if event.event_type in NOT_ARRIVED or own is not None:
        return bounce_of(said(event), own=own)
    return None


def said(event):
    return str(event.mta_response or event.description or "")


def token_in(event):
    """Where the header of the Service comes back, or in the Message-ID."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    return metadata.get("letter") or event.esp_event.get("CustomID") or token_of(event.message_id or "")


def event_id_of(event, esp_name, token):
    """The same for a report that is posted again. Not every service numbers its reports."""
    told = [esp_name, event.event_type, event.event_id or f"{event.timestamp}", token]
    return f"service:{sha256(' '.join(told).encode()).hexdigest()}"
