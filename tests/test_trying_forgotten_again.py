"""Letters that failed, whose readers’ addresses are forgotten: nobody tries them again, and the page says why."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from newsletter import retention
from newsletter.models import Issue, Subscriber
from tests.factories import make_user
from tests.sending import make_issue_on_its_way

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_user("nora", group="Newsletter manager"))
    return client


@pytest.fixture
def issue():
    """It is finished; ada's and ben's letters failed, and cleo's may have arrived."""
    made = make_issue_on_its_way(["ada@example.org", "ben@example.org", "cleo@example.org"])
    made.deliveries.update(status="failed", code="552 5.2.2", error="552 5.2.2 Full", attempts=1)
    made.deliveries.filter(address="cleo@example.org").update(status="uncertain", claimed_at=timezone.now())
    assert made.finish()
    return made


def grow_old(issue):
    Issue.objects.filter(pk=issue.pk).update(frozen_at=timezone.now() - retention.ADDRESSES_KEPT - timedelta(days=1))
    while retention.forget():
        pass
    issue.refresh_from_db()


def address(issue, page="progress"):
    return f"/admin/newsletter/issue/{issue.pk}/{page}/"


def words_of(response):
    return " ".join(unescape(re.sub("<[^>]*>", " ", response.text)).split())


def test_once_the_addresses_are_forgotten_nothing_is_tried_again(issue):
    grow_old(issue)
    failed = list(issue.deliveries.filter(status="failed").values_list("pk", flat=True))

    for which in [{}, {"codes": ["552 5.2.2"]}, {"deliveries": failed}]:
        assert issue.retry_failed(by=None, **which) == (0, 0)

    issue.refresh_from_db()
    assert issue.status == "finished"
    assert issue.deliveries.filter(status="failed").count() == 2


def test_the_page_says_why_and_offers_no_button(desk, issue):
    assert "Try these again" in words_of(desk.get(address(issue)))
    grow_old(issue)

    page = desk.get(address(issue)).text

    assert (
        "Whose letters these were is forgotten, 90 days after the list was frozen: they cannot be tried again." in page
    )
    assert "552 5.2.2" in page
    assert "Try the" not in page
    assert address(issue, "retry") not in page.partition("Whose letters these are")[0]


def test_who_presses_on_a_page_that_was_open_since_is_told(desk, issue):
    grow_old(issue)

    said = words_of(desk.post(address(issue, "retry"), {"code": "552 5.2.2"}, follow=True))

    assert "Nobody was tried again: whose letters these were is forgotten." in said


def test_of_readers_who_were_erased_no_letter_is_tried_again_and_the_others_are(desk, issue):
    Subscriber.objects.get(email="ada@example.org").forget()

    page = words_of(desk.get(address(issue)))
    assert "1 of these letters cannot be tried again: their readers were erased" in page
    assert desk.get(address(issue)).text.count('name="delivery"') == 2  # ben's, and cleo's to be settled

    said = words_of(desk.post(address(issue, "retry"), {"code": "552 5.2.2"}, follow=True))
    assert "Tried again: 1." in said
    assert list(issue.deliveries.filter(status="waiting").values_list("address", flat=True)) == ["ben@example.org"]
    assert issue.deliveries.get(status="failed").address == ""


def test_what_may_have_arrived_can_still_be_settled_but_no_second_try_is_promised(desk, issue):
    grow_old(issue)
    doubt = issue.deliveries.get(status="uncertain")

    said = words_of(desk.post(address(issue, "settle"), {"delivery": doubt.pk, "arrived": "no"}, follow=True))

    assert "Noted: 1 did not arrive." in said
    assert "can be tried again" not in said
