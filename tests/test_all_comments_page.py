"""The page behind the link to all comments of an address: what stands there, and who opens it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import mail_tokens
from comments.mail_tokens import mine_token
from comments.models import Comment, Notice
from cramps_site.lib.tokens import dated_token, signed_token
from tests.factories import fresh, make_article, make_comment
from tests.mail import mine_link, reachable
from tests.pages import PRIVATE, Html, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]
ADDRESS = "ada@example.org"


def test_all_comments_of_the_address_stand_there_with_their_state_and_page(client, moderator):
    article = make_article("Quinine")
    comments = {
        "It is waiting for a moderator": reachable(body="Words that wait.", article=article),
        "It is published": reachable(body="Words to read.", status="approved"),
        "It is published, and your new words wait for a moderator": reachable(status="approved", proposed_body="New."),
        "It was not published": reachable(body="x" * 500, status="rejected"),
        "You withdrew it": reachable(status="withdrawn"),
    }

    page = client.get(mine_link(comments["It is published"]))

    shown = Html(page)
    assert sorted(shown.texts("h3")) == sorted(comments)
    assert all(f'href="{comment.private_url()}"' in page.text for comment in comments.values())
    assert "under “Quinine”" in shown.main
    assert "Words that wait." in shown.main
    assert "x" * 119 in shown.main
    assert "x" * 120 not in shown.main


def test_what_a_colleague_reads_again_is_told_as_its_private_page_tells_it(client, moderator):
    comment = reachable()
    comment.reject(by=moderator, code="advice")
    comment.ask_once_more("It is what my doctor said.")

    assert "It was not published, and a colleague reads it" in client.get(mine_link(comment)).text


def test_nothing_of_spam_others_or_an_unproven_mailbox_stands_there(client):
    comment = reachable()
    others = [
        reachable(body="Cheap pills.", status="spam"),
        make_comment("Somebody typed the address.", email=ADDRESS),
        reachable(body="Another reader's.", email="bob@example.org"),
        make_comment("Without one."),
    ]
    link = mine_link(comment)

    seen = client.get(link).text + press(client, link, do="take").text
    press(client, link, do="erase")

    assert not any(other.body in seen or other.token in seen for other in others)
    assert [fresh(other).body for other in others] == [other.body for other in others]
    assert fresh(comment).erased_at is not None


def test_readers_words_are_escaped(client):
    comment = reachable(body="<b>Bold</b> & so on", article=make_article("<i>Title</i>"))

    page = client.get(mine_link(comment)).text

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; so on" in page
    assert "<i>Title" not in page


def test_the_page_takes_as_many_queries_for_thirty_comments_as_for_three(client):
    def queries(count, email):
        comments = [reachable(email) for _ in range(count)]
        link = mine_link(comments[0])
        with CaptureQueriesContext(connection) as captured:
            assert client.get(link).status_code == 200
        return len(captured)

    assert queries(30, "many@example.org") == queries(3, "few@example.org")


def test_when_only_spam_is_left_of_them_the_page_shows_nothing(client, moderator):
    comment = reachable()
    link = mine_link(comment)

    comment.mark_as_spam(by=moderator)

    page = client.get(link).text
    assert "There is nothing to show" in page
    assert "<button" not in page


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 404)])
def test_the_link_works_for_24_hours(client, monkeypatch, hours, status):
    comment = reachable()
    link = mine_link(comment)
    monkeypatch.setattr(mail_tokens, "MINE_WITHIN", timedelta(hours=24 - hours))  # as if made so long ago

    assert client.get(link).status_code == status
    press(client, link, do="erase")
    assert (fresh(comment).erased_at is not None) == (status == 200)


def test_a_link_that_is_too_old_leads_to_a_new_one(client):
    assert 'href="/comments/mine/"' in client.get("/comments/mine/x/").text


def test_a_link_is_for_its_letter_and_purpose_alone(client):
    mine, other = reachable(), reachable(email="bob@example.org")
    link, others = mine_link(mine), Notice.objects.create(kind="mine", comment=other)
    token = link.split("/")[-2]
    decided = Notice.objects.create(kind="decided", comment=other)
    forged = [
        "-".join([str(others.pk), *token.split("-", 2)[1:]]),
        token[:-1],
        mine_token(decided),
        signed_token("comments.mine", others.pk),
        dated_token("comments.decide", others.pk),
        dated_token("comments.mine", others.pk, 1),
        dated_token("comments.mine", 10**9),
        "%00",
        "é-1-x",
    ]

    assert {press(client, f"/comments/mine/{one}/", do="erase").status_code for one in forged} == {404}
    assert fresh(other).erased_at is None
    pages = ["mail", "mail/leave", "decide", "digest/leave"]
    assert {client.get(f"/comments/{page}/{token}/").status_code for page in pages} == {404}


def test_an_address_that_was_forgotten_since_is_opened_by_no_link(client):
    comment = reachable()
    link = mine_link(comment)
    Comment.objects.update(email="", email_proven_at=None)

    assert client.get(link).status_code == 404


def test_the_page_belongs_to_one_person_and_another_site_presses_nothing(client):
    comment = reachable()
    link = mine_link(comment)
    elsewhere = client.post(link, {"do": "erase"}, headers={"Sec-Fetch-Site": "cross-site"})
    answers = [
        elsewhere,
        client.get(link),
        client.post(link, {}),
        client.options(link),
        client.get("/comments/mine/x/"),
    ]
    answers += [press(client, link, do="take"), press(client, link, do="erase")]

    assert [answer.status_code for answer in answers] == [403, 200, 200, 405, 404, 200, 303]
    assert [{name: answer[name] for name in PRIVATE} for answer in answers] == [PRIVATE] * 7
    assert not client.cookies
