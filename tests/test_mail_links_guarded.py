"""Who cannot use a link in mail to moderators: another site, another moderator, who came too late."""

from datetime import timedelta

import pytest

from comments import mail_tokens
from comments.models import Comment, DigestChoice
from comments.models.digest import digest_leave_token
from cramps_site.lib.tokens import dated_token, signed_token
from tests.factories import ago, fresh, make_comment
from tests.mail import leave_link, make_moderator
from tests.pages import PRIVATE, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def test_another_site_and_a_mail_program_decide_nothing(client, long_comment, link_to_decide):
    answers = [
        client.post(link_to_decide, {"do": "approve"}, headers={"Sec-Fetch-Site": "cross-site"}),
        client.post(link_to_decide, ONE_CLICK),
        client.post(link_to_decide, {}),
    ]

    assert [answer.status_code for answer in answers] == [403, 200, 200]
    assert fresh(long_comment).status == "waiting"


@pytest.mark.parametrize("change", ["inactive", "no right", "gone"])
def test_who_may_moderate_no_more_sees_and_decides_nothing(client, mara, long_comment, link_to_decide, change):
    if change == "inactive":
        mara.is_active = False
        mara.save()
    elif change == "no right":
        mara.groups.clear()
    else:
        mara.delete()

    answers = [client.get(link_to_decide), press(client, link_to_decide, do="approve")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert fresh(long_comment).status == "waiting"


@pytest.mark.parametrize(("hours", "status"), [(71, 200), (73, 404)])
def test_the_link_works_for_72_hours(client, long_comment, link_to_decide, monkeypatch, hours, status):
    left = timedelta(hours=72 - hours)  # as if the link had been made so long ago
    monkeypatch.setattr(mail_tokens, "DECIDE_WITHIN", left)

    assert client.get(link_to_decide).status_code == status
    assert press(client, link_to_decide, do="approve").status_code == (303 if status == 200 else 404)


def test_a_link_is_for_its_moderator_comment_version_and_purpose_alone(client, mara, long_comment, link_to_decide):
    token = link_to_decide.split("/")[-2]
    ana, other = make_moderator("ana"), make_comment()
    parts = token.split("-", 4)
    changed = [
        "-".join([str(ana.pk), *parts[1:]]),
        "-".join([parts[0], str(other.pk), *parts[2:]]),
        "-".join([*parts[:2], "1", *parts[3:]]),
        "-".join([*parts[:3], str(int(parts[3]) + 9), parts[4]]),
        token[:-1],
        signed_token("comments.decide", mara.pk),
        signed_token("comments.decide", mara.pk, long_comment.pk, long_comment.version),
        dated_token("comments.other", mara.pk, long_comment.pk, long_comment.version),
        digest_leave_token(mara),
        "x",
        "",
    ]

    answers = [client.post(f"/comments/decide/{token}/", {"do": "approve"}).status_code for token in changed]
    answers += [client.post(f"/comments/{page}/{token}/", ONE_CLICK).status_code for page in ["digest/leave", "mail"]]

    assert set(answers) == {404}
    assert fresh(long_comment).status == "waiting"
    assert not DigestChoice.objects.exists()


def test_an_erased_comment_is_shown_to_nobody(client, long_comment, link_to_decide):
    Comment.objects.update(erased_at=ago())

    assert client.get(link_to_decide).status_code == 404


def test_the_pages_belong_to_one_person(client, mara, link_to_decide):
    leave = leave_link(mara)
    answers = [client.get(link_to_decide), client.options(link_to_decide), client.get("/comments/decide/x/")]
    answers += [press(client, link_to_decide, do=do) for do in ["reject", "approve", "spam"]]
    answers += [client.get(leave), press(client, leave), client.post(leave, ONE_CLICK), client.get(leave[:-2] + "/")]

    assert [answer.status_code for answer in answers] == [200, 405, 404, 422, 303, 409, 200, 303, 200, 404]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 10
    assert not client.cookies
