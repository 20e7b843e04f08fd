"""A mail service tells of bounces: signed posts in our own plain form."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime

import pytest
from django.test import Client

from newsletter.models import Delivery, DeliveryEvent, Subscriber, Suppression
from tests.bounces import letter_to

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-tests-a-secret-of-tests"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.EVENTS_SECRET = SECRET


def everything():
    models = [Delivery, DeliveryEvent, Subscriber, Suppression]
    return [list(model.objects.order_by("pk").values()) for model in models]


def signed(body, *, secret=SECRET, post_id="p1", seconds=None):
    """What a mail service sends with `body`; written here anew, from the standard's own words."""
    seconds = str(int(time.time()) if seconds is None else seconds)
    digest = hmac.new(secret.encode(), b".".join([post_id.encode(), seconds.encode(), body]), hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": post_id, "webhook-timestamp": seconds, "webhook-signature": signature}


def post(body, headers=None):
    """As a program does: without cookie, origin or token."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    browserless = Client(enforce_csrf_checks=True)
    headers = signed(body) if headers is None else headers
    return browserless.post("/newsletter/events/", body, content_type="application/json", headers=headers)


def report(row, kind="hard", **fields):
    return {"id": "1", "letter": row.message_id(), "kind": kind} | fields


def test_a_signed_bounce_counts():
    row = letter_to()
    told = report(row, code="550 5.1.1", words="No such mailbox", happened_at="2026-03-12T09:00:00+01:00")

    response = post({"events": [told]})

    assert (response.status_code, response.json()) == (200, {"taken": 1, "known": 0, "not_ours": 0})
    event = row.events.get()
    assert (event.kind, event.code, event.words) == ("hard", "550 5.1.1", "No such mailbox")
    assert event.happened_at == datetime(2026, 3, 12, 8, tzinfo=UTC)
    assert Subscriber.objects.get().status == "suppressed"


@pytest.mark.parametrize("written", ["{token}", "bounces+{token}@example.org", "<bounces+{token}@example.org>"])
def test_a_letter_is_named_by_its_envelope_too(written):
    row = letter_to()

    response = post({"events": [report(row, letter=written.format(token=row.bounce_token()))]})

    assert response.json()["taken"] == 1


def test_who_left_by_a_link_of_the_mail_service_has_left():
    post({"events": [report(letter_to(), "left")]})

    assert Subscriber.objects.get().status == "unsubscribed"


def test_a_replayed_post_changes_nothing():
    row = letter_to()
    body = json.dumps({"events": [report(row), report(row, "complaint", id="2")]}).encode()
    headers = signed(body)
    assert post(body, headers).json()["taken"] == 2
    before = everything()

    assert [post(body, headers).json() for _ in range(3)] == [{"taken": 0, "known": 2, "not_ours": 0}] * 3

    assert everything() == before


def test_a_bounce_of_a_letter_that_is_not_ours_is_told_and_stops_none_of_the_others():
    row = letter_to()
    strangers = [report(row, id=str(number), letter=letter) for number, letter in enumerate(["", "<x@y.example>"])]

    response = post({"events": [*strangers, report(row, id="ours")]})

    assert (response.status_code, response.json()) == (200, {"taken": 1, "known": 0, "not_ours": 2})


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (lambda body: {}, "are needed"),
        (lambda body: signed(body, secret="another secret of tests, another one"), "is not that of this body"),
        (lambda body: signed(body, secret=""), "is not that of this body"),
        (lambda body: signed(body + b" "), "is not that of this body"),
        (lambda body: signed(body) | {"webhook-id": "p2"}, "is not that of this body"),
        (lambda body: signed(body) | {"webhook-timestamp": str(int(time.time()) + 1)}, "is not that of this body"),
        (lambda body: signed(body) | {"webhook-signature": "v1,"}, "is not that of this body"),
        (lambda body: signed(body) | {"webhook-signature": "é"}, "is not that of this body"),
        (lambda body: signed(body) | {"webhook-timestamp": "soon"}, "are needed"),
        (lambda body: signed(body, seconds=int(time.time()) - 301), "five minutes"),
        (lambda body: signed(body, seconds=int(time.time()) + 302), "five minutes"),
        (lambda body: signed(body, seconds=10**17), "five minutes"),
    ],
)
def test_without_a_fresh_signature_nothing_is_taken(headers, words):
    body = json.dumps({"events": [report(letter_to())]}).encode()
    before = everything()

    response = post(body, headers(body))

    assert response.status_code == 403
    assert words in response.json()["error"]
    assert everything() == before


def test_one_of_several_signatures_is_enough():
    body = json.dumps({"events": [report(letter_to())]}).encode()
    headers = signed(body)
    headers["webhook-signature"] = f"v1,{'A' * 43}= {headers['webhook-signature']}"

    assert post(body, headers).json()["taken"] == 1


def test_without_a_secret_there_is_no_address(settings):
    settings.EVENTS_SECRET = ""
    body = json.dumps({"events": [report(letter_to())]}).encode()
    before = everything()

    response = post(body, signed(body, secret=""))

    assert response.status_code == 503
    assert "EVENTS_SECRET" in response.json()["error"]
    assert everything() == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": ""}, "events[1].id must have"),
        ({"id": "x" * 151}, "events[1].id must have"),
        ({"id": "a\nb"}, "on one line"),
        ({"id": "\ud800"}, "on one line"),
        ({"id": 7}, "events[1].id must be text"),
        ({"letter": None}, "events[1].letter must be text"),
        ({"kind": "opened"}, "events[1].kind must be one of delivered, hard"),
        ({"words": ["550"]}, "events[1].words must be text"),
        ({"happened_at": "yesterday"}, "events[1].happened_at must look like"),
        ({"happened_at": "2026-03-12T09:00:00"}, "events[1].happened_at must look like"),
        ({"happened_at": "2026-13-12T09:00:00Z"}, "events[1].happened_at must look like"),
        ({"happened_at": 1773306000}, "events[1].happened_at must look like"),
    ],
)
def test_one_event_that_cannot_be_read_is_named_and_none_is_taken(change, words):
    row = letter_to()
    before = everything()

    response = post({"events": [report(row, id="good"), report(row) | change]})

    assert response.status_code == 400
    assert words in response.json()["error"]
    assert everything() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b'"events"',
        b'{"events": {}}',
        b'{"events": null}',
        b"\xff",
        b"[" * 60_000,
        b"9" * 60_000,
    ],
)
def test_a_body_that_is_not_our_form_is_refused(body):
    response = post(body)

    assert response.status_code == 400
    assert "must be JSON like" in response.json()["error"]


def test_an_event_must_be_an_object():
    assert post({"events": ["hard"]}).json()["error"] == "events[0] must be an object."


def test_hostile_words_and_times_are_stored_as_a_line_of_today():
    row = letter_to()
    told = report(row, code="550\x00 5.1.1 and more than fits", words="No\x00\r\n\ud800\u202bmailbox " + "x" * 1000)

    response = post({"events": [told | {"happened_at": "0001-01-01T00:00:00+14:00"}]})

    assert response.status_code == 200
    event = row.events.get()
    assert event.words.startswith("No mailbox xxx")
    assert (len(event.words), len(event.code)) == (500, 20)
    assert event.happened_at.year >= 2026


def test_a_body_of_more_than_64_kilobytes_is_refused():
    body = json.dumps({"events": [report(letter_to(), words="x" * 70_000)]}).encode()

    assert post(body).status_code == 413


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_only_a_post_tells_anything(method):
    assert getattr(Client(), method)("/newsletter/events/").status_code == 405
