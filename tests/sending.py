"""Issues on their way out, with rows as the freezing of the list leaves them."""

from django.utils import timezone

from newsletter.models import Delivery, Edition, Issue, Subscriber


def make_issue_on_its_way(addresses, *, canary=0, **fields):
    """An issue in `sending` with a delivery for each of `addresses`."""
    passed = None if canary else timezone.now()
    slug = f"issue-{Issue.objects.count()}"
    fields = {"subject": "Cramps at night", "status": "sending", "canary_passed_at": passed, "slug": slug} | fields
    issue = Issue.objects.create(frozen_at=timezone.now(), **fields)
    edition = Edition.objects.create(issue=issue, key="all", subject=issue.subject, html="<p>Hello", text="Hello")
    readers = Subscriber.objects.bulk_create([Subscriber(email=address, status="confirmed") for address in addresses])
    Delivery.objects.bulk_create(
        Delivery(
            issue=issue,
            subscriber=reader,
            edition=edition,
            address=reader.email,
            domain=reader.email.partition("@")[2],
            is_canary=number < canary,
        )
        for number, reader in enumerate(readers)
    )
    return issue


def became_of(issue):
    """{name of the address before the @: status}"""
    rows = issue.deliveries.order_by("pk").values_list("address", "status")
    return {address.partition("@")[0]: status for address, status in rows}
