"""The pages behind links in mail to writers: opening one shows, pressing acts."""

import pytest

from comments.mail_tokens import leave_token
from comments.models import Comment, NoMail, Notice
from cramps_site.lib.tokens import signed_token
from tests.factories import ago, fresh, make_comment
from tests.mail import all_rows, deliver, links_in, reachable
from tests.pages import PRIVATE, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]

ADDRESS = "ada@example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
KINDS = {"decided": "tell_decided", "answered": "tell_answered"}


@pytest.fixture
def comment():
    comment = make_comment("My own secret words.", email=ADDRESS, name="Ada Byron")
    Notice.objects.ask_for_proof(comment)
    return comment


@pytest.fixture
def link(comment, mail_server):
    """The link of the letter that asks whose address it is."""
    deliver()
    [link] = links_in(mail_server.letters[-1], "mail")
    return link


def leave_link(comment, kind="decided"):
    return f"/comments/mail/leave/{leave_token(kind, comment)}/"


def test_the_link_shows_two_buttons_and_nothing_of_who_wrote_it(client, link, comment):
    page = client.get(link)

    assert page.text.count("<button") == 2
    assert "Yes, tell me here" in page.text
    assert "Never write to this address" in page.text
    assert not any(words in page.text for words in ["secret words", "Byron", comment.token])


def test_pressing_yes_proves_the_address(client, link, comment):
    pressed = press(client, link, do="prove")
    again = press(client, link, do="prove")

    assert [(answer.status_code, answer["Location"]) for answer in [pressed, again]] == [(303, link)] * 2
    assert "We will tell you here" in client.get(link).text
    assert fresh(comment).email_proven_at is not None


def test_pressing_never_deletes_the_address_and_keeps_only_a_hash(client, link, comment, mail_server):
    press(client, link, do="never")
    press(client, link, do="never")
    Notice.objects.ask_for_proof(make_comment(email=ADDRESS))
    deliver()

    assert "We do not write to you" in client.get(link).text
    assert (fresh(comment).email, fresh(comment).email_proven_at) == ("", None)
    assert ADDRESS not in str(NoMail.objects.values())
    assert len(mail_server.letters) == 1


def test_never_works_after_yes_too(client, link, comment):
    press(client, link, do="prove")
    press(client, link, do="never")

    assert (fresh(comment).email, fresh(comment).email_proven_at) == ("", None)
    press(client, link, do="prove")
    assert fresh(comment).email_proven_at is None


@pytest.mark.parametrize("body", [ONE_CLICK, {}, {"do": "withdraw"}])
def test_a_post_that_presses_no_button_proves_nothing(client, link, comment, body):
    before = all_rows()

    client.post(link, body)

    assert all_rows() == before


def test_another_site_can_press_nothing(client, link, comment):
    before = all_rows()

    answers = [
        client.post(address, {"do": "prove"}, headers={"Sec-Fetch-Site": "cross-site"})
        for address in [link, leave_link(comment)]
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert all_rows() == before


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 404)])
def test_the_link_works_for_7_days(client, link, comment, days, status):
    Notice.objects.update(claimed_at=ago(days=days))

    assert client.get(link).status_code == status
    press(client, link, do="prove")
    assert (fresh(comment).email_proven_at is not None) is (status == 200)


@pytest.mark.parametrize(
    "goes", [lambda comment: comment.withdraw(), lambda comment: Comment.objects.update(erased_at=ago())]
)
def test_the_link_to_a_comment_that_is_gone_is_gone(client, link, comment, goes):
    goes(comment)

    assert press(client, link, do="prove").status_code == 404
    assert fresh(comment).email_proven_at is None


@pytest.mark.parametrize("kind", KINDS)
def test_one_button_ends_one_kind_of_letter_and_leaves_the_other(client, kind):
    comment = reachable()
    link = leave_link(comment, kind)
    page = client.get(link)

    pressed = press(client, link)

    assert page.text.count("<button") == 1
    assert (pressed.status_code, client.get(link).text.count("<button")) == (303, 0)
    assert {switch: getattr(fresh(comment), switch) for switch in KINDS.values()} == {
        switch: switch != KINDS[kind] for switch in KINDS.values()
    }


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_one_post_of_a_mail_program_leaves_at_once_and_again(client, headers):
    comment = reachable()

    answers = [client.post(leave_link(comment), ONE_CLICK, headers=headers) for _ in range(2)]

    assert [(answer.status_code, answer.text) for answer in answers] == [
        (200, "You will get no more of these letters.")
    ] * 2
    assert fresh(comment).tell_decided is False


def test_a_link_to_leave_never_expires_and_is_for_its_comment_and_purpose_alone(client):
    comment, other = reachable(posted_at=ago(days=4000)), reachable()
    token = leave_token("decided", comment)
    forged = [
        f"/comments/mail/leave/{other.pk}-{token.partition('-')[2]}/",
        f"/comments/mail/leave/{token[:-1]}/",
        f"/comments/mail/leave/{signed_token('newsletter.leave', comment.pk)}/",
        f"/comments/mail/leave/{signed_token('comments.digest.leave', comment.pk)}/",
        f"/comments/mail/{token}/",
        f"/comments/decide/{token}/",
        f"/comments/digest/leave/{token}/",
        f"/newsletter/leave/{token}/",
        "/comments/mail/leave/x/",
        "/comments/mail/leave/é-1/",
        "/comments/mail/%00/",
        "/comments/mail/x/",
    ]

    answers = [client.post(address, body).status_code for address in forged for body in [ONE_CLICK, {}]]

    assert set(answers) == {404}
    assert client.get(leave_link(comment)).status_code == 200
    assert fresh(other).tell_decided is True


def test_the_link_that_proves_opens_nothing_else(client, link):
    token = link.split("/")[-2]

    pages = ["mail/leave", "decide", "digest/leave"]
    assert [client.get(f"/comments/{page}/{token}/").status_code for page in pages] == [404, 404, 404]
    assert client.get(f"/newsletter/confirm/{token}/").status_code == 404
    assert client.get(f"/comments/{token}/").status_code == 404


def test_the_pages_belong_to_one_person(client, link, comment):
    leave = leave_link(comment)
    answers = [client.get(link), press(client, link, do="prove"), client.get("/comments/mail/x/"), client.options(link)]
    answers += [client.get(leave), press(client, leave), client.post(leave, ONE_CLICK), client.options(leave)]
    answers += [client.post(link, headers={"Sec-Fetch-Site": "cross-site"}), client.get("/comments/mail/leave/x/")]

    assert [answer.status_code for answer in answers] == [200, 303, 404, 405, 200, 303, 200, 405, 403, 404]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 10
    assert not client.cookies
