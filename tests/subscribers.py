"""Plain functions for what tests of the newsletter need."""

from itertools import count

import pytest
from django.urls import reverse

from newsletter.models import Consent, Letter, Subscriber
from tests.factories import ago

ROWS = [Subscriber, Consent, Letter]
number = count(1)


def make_subscriber(email=None, status=Subscriber.Status.PENDING, **fields):
    return Subscriber.objects.create(email=email or f"reader{next(number)}@example.org", status=status, **fields)


def make_letter(subscriber=None, *, kind=Letter.Kind.CONFIRM, **fields):
    return Letter.objects.create(subscriber=subscriber or make_subscriber(), kind=kind, **fields)


@pytest.fixture
def subscriber(db):
    return make_subscriber("ann@example.org", Subscriber.Status.CONFIRMED)


def manage_link(subscriber):
    return reverse("newsletter:manage", args=[subscriber.manage_token()])


def leave_link(subscriber):
    return reverse("newsletter:leave", args=[subscriber.leave_token()])


def data_link(subscriber):
    """As the letter that was asked for brought it, an hour ago."""
    letter = make_letter(subscriber, kind=Letter.Kind.DATA, status=Letter.Status.SENT, claimed_at=ago(hours=1))
    return reverse("newsletter:data", args=[letter.new_link_token()])


def ask(client, address, *, page="/", **headers):
    """Type an address into the form that stands on `page`, as a browser would."""
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://testserver{page}"} | headers
    return client.post("/newsletter/", {"email": address}, headers=headers)


def all_rows():
    """Everything the newsletter has stored, to compare."""
    return [list(model.objects.order_by("pk").values()) for model in ROWS]
