"""The address that a mail service tells of bounces and complaints, in our own plain form (docs/newsletter.md)."""

import json

from django.conf import settings
from django.http import JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cramps_site.lib.body_limit import small_body_only
from newsletter.bounces.rules import Event, NotOurs, take
from newsletter.bounces.signature import refusal
from newsletter.bounces.tokens import token_of
from newsletter.models import DeliveryEvent

LONGEST_ID = 150
KINDS = DeliveryEvent.Kind.values


class Unreadable(Exception):
    """A body that is not in our form: nothing of it was taken."""


@csrf_exempt  # programs post here; what they sign is the authority
@require_POST
@small_body_only
def events(request):
    if not settings.EVENTS_SECRET:
        return answer(503, error="EVENTS_SECRET is not set, so nothing is taken here.")
    refused = refusal(request)
    if refused:
        return answer(403, error=refused)
    try:
        told = read(request.body)
    except Unreadable as error:
        return answer(400, error=str(error))
    return answer(200, **take_all(told))


def take_all(told):
    """How many were new, were told before, and are of no letter of ours. Killed in between, it can be told again."""
    counts = {"taken": 0, "known": 0, "not_ours": 0}
    for event in told:
        try:
            counts["taken" if take(event) else "known"] += 1
        except NotOurs:
            counts["not_ours"] += 1
    return counts


def read(body):
    """The Events of `{"events": [{"id", "letter", "kind", "code", "words", "happened_at"}, …]}`. Raises Unreadable."""
    try:
        told = json.loads(body)["events"]
    except (ValueError, TypeError, KeyError, RecursionError):
        told = None
    if not isinstance(told, list):
        raise Unreadable('The body must be JSON like {"events": [{"id": "…", "letter": "…", "kind": "hard"}]}.')
    return [read_one(event, f"events[{number}]") for number, event in enumerate(told)]


def read_one(event, where):
    if not isinstance(event, dict):
        raise Unreadable(f"{where} must be an object.")
    texts = {name: event.get(name, "") for name in ["id", "letter", "kind", "code", "words"]}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise Unreadable(f"{where}.{name} must be text.")
    if not 0 < len(texts["id"]) <= LONGEST_ID or not texts["id"].isprintable():
        raise Unreadable(f"{where}.id must have 1 to {LONGEST_ID} characters, on one line.")
    if texts["kind"] not in KINDS:
        raise Unreadable(f"{where}.kind must be one of {', '.join(KINDS)}.")
    return Event(
        token=token_of(texts["letter"]),
        event_id=f"post:{texts['id']}",
        kind=texts["kind"],
        code=texts["code"],
        words=texts["words"],
        **happened(event.get("happened_at"), where),
    )


def happened(given, where):
    """Now, unless a time is given."""
    if given is None:
        return {}
    try:
        moment = parse_datetime(given)
    except (ValueError, TypeError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Unreadable(f"{where}.happened_at must look like 2026-03-12T09:00:00Z.")
    return {"happened_at": moment}


def answer(status, **said):
    return JsonResponse(said, status=status)
