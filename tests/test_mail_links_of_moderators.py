"""The pages behind links in mail to moderators: one link decides one comment, as it was, for one of them."""

from datetime import timedelta

import pytest
from django.test import Client

from comments import mail_tokens
from comments.mail_tokens import decide_token
from comments.models import Comment, DigestChoice, Reason, Report
from comments.models.digest import digest_leave_token
from cramps_site.lib.tokens import dated_token, signed_token
from tests.factories import ago, make_article, make_comment, make_user
from tests.mail import deliver, links_in, make_moderator, press

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def mara(db):
    return make_moderator(first_name="Mara")


@pytest.fixture
def comment(db):
    return make_comment("The whole of it.\n\n" + "word " * 300 + "the end.", name="Ada", queued_at=ago(minutes=1))


@pytest.fixture
def link(mara, comment):
    return link_for(mara, comment)


def link_for(moderator, comment):
    return f"/comments/decide/{decide_token(moderator, comment)}/"


def leave_link(moderator):
    return f"/comments/digest/leave/{digest_leave_token(moderator)}/"


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


def test_the_link_of_the_letter_shows_the_whole_comment_and_why_it_waits(client, mara, comment, mail_server):
    Reason.objects.create(comment=comment, check_name="honeypot", excerpt="x")
    deliver()
    [link] = links_in(mail_server.letters[0], "decide")

    page = client.get(link)

    assert "the end." in page.text
    assert "Filled a field that people do not see" in page.text
    assert [word in page.text for word in ["Approve", "Spam", "Reject"]] == [True] * 3
    assert "As Mara" in page.text


@pytest.mark.parametrize(
    ("pressed", "status", "code"),
    [
        ({"do": "approve", "reason": "off_topic"}, "approved", ""),
        ({"do": "spam"}, "spam", ""),
        ({"do": "reject", "reason": "said"}, "rejected", "said"),
    ],
)
def test_a_button_decides_in_the_moderator_s_name(client, mara, comment, link, pressed, status, code):
    answer = press(client, link, **pressed)

    assert (answer.status_code, answer["Location"]) == (303, link)
    decision = fresh(comment).last_decision
    assert (decision.by, decision.after, decision.code) == (mara, status, code)
    after = client.get(link).text
    assert "You marked it as" in after
    assert [word in after for word in ["Undo</button>", "Approve</button>"]] == [True, False]


def test_a_decision_is_taken_back_by_one_button_for_a_minute(client, comment, link):
    press(client, link, do="approve")

    press(client, link, do="undo")
    press(client, link, do="undo")

    assert (fresh(comment).status, comment.decisions.count()) == ("waiting", 2)
    assert "decide it in the queue" in client.get(link).text


def test_nobody_takes_back_what_a_colleague_decided_by_a_link_of_their_own(client, comment, link):
    comment.reject(by=make_user("ana"))

    press(client, link, do="undo")

    assert "Undo" not in client.get(link).text
    assert fresh(comment).status == "rejected"


def test_rejecting_without_a_reason_asks_for_one(client, comment, link):
    answers = [press(client, link, do="reject", reason=reason) for reason in ["", "screening", "x"]]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert "Choose a reason." in answers[0].text
    assert fresh(comment).status == "waiting"


def test_what_a_colleague_decided_first_stays_and_the_page_says_who(client, comment, link):
    comment.reject(by=make_user("ana", first_name="Ana"), code="said")

    answer = press(client, link, do="approve")

    assert answer.status_code == 409
    assert "Your decision changed nothing" in answer.text
    assert "Ana marked it as “Rejected”" in answer.text
    assert fresh(comment).status == "rejected"


def test_what_was_edited_since_the_letter_is_not_decided_by_it(client, comment, link):
    comment.change_words(body="Buy pills.")

    answer = press(client, link, do="approve")

    assert answer.status_code == 409
    assert "decide it in the queue" in answer.text
    assert "<button" not in client.get(link).text
    assert fresh(comment).status == "waiting"


def test_an_appeal_against_one_s_own_decision_is_left_to_a_colleague(client, mara, comment):
    comment.reject(by=mara, code="said")
    comment.change_words(queued_at=ago(), queued_for="appeal", appeal="It was not said.")
    link = link_for(mara, comment)

    answer = press(client, link, do="approve")

    assert answer.status_code == 409
    assert "a colleague decides the appeal" in answer.text
    assert "It was not said." in answer.text
    assert fresh(comment).status == "rejected"


def test_edits_and_reports_are_shown_with_what_they_are_about(client, mara):
    comment = make_comment("Old words.", status="approved")
    Report.objects.create(comment=comment, why="advice", words="Dangerous.", sender="x", version=0)
    comment.change_words(proposed_body="New words.", queued_at=ago(), queued_for="edit")

    page = client.get(link_for(mara, comment)).text

    assert all(words in page for words in ["Old words.", "New words.", "Dangerous.", "Its advice could harm"])


def test_readers_words_are_shown_as_text(client, mara):
    comment = make_comment('<script>alert(1)</script> <a href="x">y</a>', name="<b>Ann</b>", queued_at=ago())

    page = client.get(link_for(mara, comment)).text

    assert "<script>alert" not in page
    assert "<b>Ann" not in page
    assert 'href="x"' not in page


def test_another_site_and_a_mail_program_decide_nothing(client, comment, link):
    answers = [
        client.post(link, {"do": "approve"}, headers={"Sec-Fetch-Site": "cross-site"}),
        client.post(link, ONE_CLICK),
        client.post(link, {}),
    ]

    assert [answer.status_code for answer in answers] == [403, 200, 200]
    assert fresh(comment).status == "waiting"


@pytest.mark.parametrize("change", ["inactive", "no right", "gone"])
def test_who_may_moderate_no_more_sees_and_decides_nothing(client, mara, comment, link, change):
    if change == "inactive":
        mara.is_active = False
        mara.save()
    elif change == "no right":
        mara.groups.clear()
    else:
        mara.delete()

    answers = [client.get(link), press(client, link, do="approve")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert fresh(comment).status == "waiting"


@pytest.mark.parametrize(("hours", "status"), [(71, 200), (73, 404)])
def test_the_link_works_for_72_hours(client, comment, link, monkeypatch, hours, status):
    left = timedelta(hours=72 - hours)  # as if the link had been made so long ago
    monkeypatch.setattr(mail_tokens, "DECIDE_WITHIN", left)

    assert client.get(link).status_code == status
    assert press(client, link, do="approve").status_code == (303 if status == 200 else 404)


def test_a_link_is_for_its_moderator_comment_version_and_purpose_alone(client, mara, comment, link):
    token = link.split("/")[-2]
    ana, other = make_moderator("ana"), make_comment()
    parts = token.split("-", 4)
    changed = [
        "-".join([str(ana.pk), *parts[1:]]),
        "-".join([parts[0], str(other.pk), *parts[2:]]),
        "-".join([*parts[:2], "1", *parts[3:]]),
        "-".join([*parts[:3], str(int(parts[3]) + 9), parts[4]]),
        token[:-1],
        signed_token("comments.decide", mara.pk),
        signed_token("comments.decide", mara.pk, comment.pk, comment.version),
        dated_token("comments.other", mara.pk, comment.pk, comment.version),
        digest_leave_token(mara),
        "x",
        "",
    ]

    answers = [client.post(f"/comments/decide/{token}/", {"do": "approve"}).status_code for token in changed]
    answers += [client.post(f"/comments/{page}/{token}/", ONE_CLICK).status_code for page in ["digest/leave", "mail"]]

    assert set(answers) == {404}
    assert fresh(comment).status == "waiting"
    assert not DigestChoice.objects.exists()


def test_an_erased_comment_is_shown_to_nobody(client, comment, link):
    Comment.objects.update(erased_at=ago())

    assert client.get(link).status_code == 404


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


def test_the_pages_belong_to_one_person(client, mara, link):
    leave = leave_link(mara)
    answers = [client.get(link), client.options(link), client.get("/comments/decide/x/")]
    answers += [press(client, link, do="reject"), press(client, link, do="approve"), press(client, link, do="spam")]
    answers += [client.get(leave), press(client, leave), client.post(leave, ONE_CLICK), client.get(leave[:-2] + "/")]

    assert [answer.status_code for answer in answers] == [200, 405, 404, 422, 303, 409, 200, 303, 200, 404]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 10
    assert not client.cookies


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


def test_the_page_asks_little_however_much_there_is(client, mara, comment, django_assert_max_num_queries):
    for number in range(20):
        Reason.objects.create(comment=comment, check_name="x", excerpt=f"{number}")
        Report.objects.create(comment=comment, why="other", sender=f"{number}", version=0)
    link = link_for(mara, comment)
    make_article()

    with django_assert_max_num_queries(12):
        client.get(link)
