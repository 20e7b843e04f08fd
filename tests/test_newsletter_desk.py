"""The newsletter in the admin: its manager looks things up and changes nothing by hand."""

import pytest

from tests.factories import make_user
from tests.subscribers import all_rows, make_letter, make_subscriber

pytestmark = pytest.mark.django_db

DESK = "/admin/newsletter"


def test_a_manager_finds_a_subscriber_with_consents_and_letters(desk):
    subscriber = make_subscriber("ann@example.org")
    subscriber.consents.create(wording="Send me the newsletter.", page="/about/")
    make_letter(subscriber, status="failed", error="550 No such mailbox")

    found = desk.get(f"{DESK}/subscriber/", {"q": "ANN@example"}).text
    page = desk.get(f"{DESK}/subscriber/{subscriber.pk}/change/").text
    letters = desk.get(f"{DESK}/letter/", {"status": "failed"}).text

    assert "ann@example.org" in found
    assert "Send me the newsletter." in page
    assert "/about/" in page
    assert "550 No such mailbox" in page
    assert "550 No such mailbox" in letters


@pytest.mark.parametrize("act", ["change", "delete"])
@pytest.mark.parametrize("thing", ["subscriber", "letter"])
def test_a_manager_changes_nothing_by_hand(desk, thing, act):
    letter = make_letter()
    pk = letter.subscriber.pk if thing == "subscriber" else letter.pk
    before = all_rows()

    answers = [desk.post(f"{DESK}/{thing}/{pk}/{act}/", {"post": "yes", "email": "bob@example.org"})]
    answers += [desk.post(f"{DESK}/{thing}/add/", {"email": "bob@example.org"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert all_rows() == before


@pytest.mark.parametrize("group", ["Author", "Editor", "Moderator"])
def test_subscribers_are_nobody_elses_business(client, group):
    client.force_login(make_user(group=group))

    assert client.get(f"{DESK}/subscriber/").status_code == 403
    assert client.get(f"{DESK}/letter/").status_code == 403
