"""Plain functions for what tests of the newsletter need."""

from itertools import count

from newsletter.models import Consent, Letter, Subscriber

ROWS = [Subscriber, Consent, Letter]
number = count(1)


def make_subscriber(email=None, status=Subscriber.Status.PENDING, **fields):
    return Subscriber.objects.create(email=email or f"reader{next(number)}@example.org", status=status, **fields)


def make_letter(subscriber=None, *, kind=Letter.Kind.CONFIRM, **fields):
    return Letter.objects.create(subscriber=subscriber or make_subscriber(), kind=kind, **fields)


def ask(client, address, *, page="/", **headers):
    """Type an address into the form that stands on `page`, as a browser would."""
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://testserver{page}"} | headers
    return client.post("/newsletter/", {"email": address}, headers=headers)


def all_rows():
    """Everything the newsletter has stored, to compare."""
    return [list(model.objects.order_by("pk").values()) for model in ROWS]
