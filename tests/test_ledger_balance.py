"""An issue that ends without accounting for all who stood on its list says so, wherever somebody looks."""

import pytest

from cramps_site.doctor import house
from cramps_site.doctor.finding import Level
from newsletter import audience, issues_sending
from newsletter.models import Issue
from tests.factories import make_user
from tests.issue_audience import reader, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "The ledger does not balance"


@pytest.fixture
def frozen(mail_server, settings):
    """An issue whose list of six is frozen: five who get it, and one who has left."""
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN, settings.LETTER_CONNECTIONS = 0, 0, 2
    for number in range(5):
        reader(f"reader{number}")
    reader("gone", status="unsubscribed")
    issue = scheduled(intro="Cramps come at night.")
    audience.freeze(issue)
    yield issue
    issues_sending.stop()


def finished(issue):
    while issues_sending.work():
        pass
    return Issue.objects.get(pk=issue.pk)


def progress_page(client, issue):
    client.force_login(make_user("nora", group="Newsletter manager"))
    return client.get(f"/admin/newsletter/issue/{issue.pk}/progress/").text


def test_the_states_add_up_to_the_list_that_was_frozen(client, frozen):
    issue = finished(frozen)

    assert (issue.status, issue.missing) == ("finished", 0)
    assert sum(audience.ledger(issue).values()) == issue.on_the_list == 6
    assert SAID not in progress_page(client, issue)
    assert house.ledgers().level == Level.GOOD


def test_a_row_that_was_lost_is_told_on_the_page_in_the_list_and_by_the_doctor(client, frozen):
    frozen.deliveries.filter(status="excluded").delete()

    issue = finished(frozen)

    page = progress_page(client, issue)
    assert f"<b>{SAID}.</b> 6 subscribers stood on the list when it was frozen, 5 stand in it now." in page
    assert "Finished, but its ledger does not balance: 5 of 5 letters have arrived" in page
    assert f"{SAID}: 6 stood on the list, 5 came to an end." in page
    assert "Finished, but its ledger does not balance" in client.get("/admin/newsletter/issue/").text
    told = house.ledgers()
    assert told.level == Level.ERROR
    assert f"“{issue}” (+1)" in told.said


def test_a_row_in_a_state_that_nobody_knows_is_missing_too(client, frozen):
    frozen.deliveries.filter(status="excluded").update(status="odd")

    issue = finished(frozen)

    assert issue.missing == 1
    assert SAID in progress_page(client, issue)


def test_a_row_that_is_lost_on_the_way_is_told_at_once(client, frozen):
    frozen.deliveries.filter(status="excluded").delete()

    assert SAID in progress_page(client, frozen)
