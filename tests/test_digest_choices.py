"""How often a moderator is told: chosen at the desk, or left by a letter's link."""

from datetime import timedelta

import pytest
from django.test import Client

from comments.models import DigestChoice
from tests.factories import make_user
from tests.mail import leave_link
from tests.pages import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.mark.parametrize("by", ["button", "mail program"])
def test_leaving_the_digest_needs_no_sign_in_and_no_other_key(client, mara, by):
    link = leave_link(mara)
    if by == "button":
        page = client.get(link)
        assert page.text.count("<button") == 1
        assert press(client, link).status_code == 303
        assert client.get(link).text.count("<button") == 0
    else:
        answers = [client.post(link, ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"}) for _ in range(2)]
        assert [answer.text for answer in answers] == ["You will get no more letters about the queue."] * 2

    choice = DigestChoice.objects.get(moderator=mara)
    assert (choice.every, choice.at_once) == (None, False)


def test_a_choice_of_keys_outlives_leaving(client, mara):
    DigestChoice.objects.create(moderator=mara, keys=False)

    press(client, leave_link(mara))

    assert DigestChoice.objects.get().keys is False


def test_a_moderator_chooses_at_the_desk(client, mara):
    desk = Client()
    desk.force_login(mara)
    page = desk.get("/admin/comments/digest/")

    answers = [
        desk.post("/admin/comments/digest/", {"every": "24"}),
        desk.post("/admin/comments/digest/", {"every": "x"}),
    ]

    assert "mara@example.org" in page.text
    assert [answer.status_code for answer in answers] == [302, 422]
    choice = DigestChoice.objects.get()
    assert (choice.moderator, choice.every, choice.at_once) == (mara, timedelta(days=1), False)
    assert 'value="24"' in desk.get("/admin/comments/digest/").text
    desk.post("/admin/comments/digest/", {"every": "", "at_once": "on"})
    choice.refresh_from_db()
    assert (choice.every, choice.at_once) == (None, True)


@pytest.mark.parametrize(("group", "status"), [("Editor", 403), ("Author", 403), ("Moderator", 200)])
def test_only_moderators_have_such_a_choice(client, group, status):
    client.force_login(make_user(group=group))

    assert client.get("/admin/comments/digest/").status_code == status


def test_the_desk_leads_a_moderator_to_the_choice(client, mara):
    client.force_login(mara)
    assert "/admin/comments/digest/" in client.get("/admin/").text

    client.force_login(make_user(group="Editor"))
    assert "/admin/comments/digest/" not in client.get("/admin/").text
