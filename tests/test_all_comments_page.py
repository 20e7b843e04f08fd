"""The page behind the link to all comments of an address: what stands there, what it gives out, what it erases."""

import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import mail_tokens
from comments.mail_tokens import mine_token
from comments.models import Comment, Notice
from cramps_site.lib.tokens import dated_token, signed_token
from tests.factories import ago, fresh, make_article, make_comment
from tests.mail import all_rows, press, reachable
from tests.pages import Html

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.org"
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}
# Of a comment, what is no word of its reader's, nor anything they are told: our own keys, codes and guesses.
OURS = {
    "id", "thread", "person", "token", "fingerprint", "sender_key", "network_hash", "version", "queued_at",
    "queued_for", "urgent", "wave", "kept", "leased_by", "leased_until", "guess", "guess_words", "put_last",
    "erased_at",
}  # fmt: skip
GIVEN = {
    "article": "article", "parent": "in_reply_to", "name": "name", "email": "email", "body": "words",
    "posted_at": "posted_at", "imported_from": "imported_from", "network_prefix": "network",
    "email_proven_at": "email_proven_at", "tell_decided": "letters_about_decisions",
    "tell_answered": "letters_about_answers", "status": "state", "proposed_body": "new_words_that_wait",
    "former_body": "words_before_the_last_change", "edited_at": "edited_at",
    "covered_at": "personal_data_covered_at", "appeal": "appeal", "appealed_at": "appealed_at",
}  # fmt: skip


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def link_for(comment):
    return f"/comments/mine/{mine_token(Notice.objects.create(kind='mine', comment=comment, status='sent'))}/"


def data(client, link):
    return json.loads(press(client, link, do="take").content)


def test_all_comments_of_the_address_stand_there_with_their_state_and_page(client, moderator):
    article = make_article("Quinine")
    comments = {
        "It is waiting for a moderator": reachable(body="Words that wait.", article=article),
        "It is published": reachable(body="Words to read.", status="approved"),
        "It is published, and your new words wait for a moderator": reachable(status="approved", proposed_body="New."),
        "It was not published": reachable(body="x" * 500, status="rejected"),
        "You withdrew it": reachable(status="withdrawn"),
    }

    page = client.get(link_for(comments["It is published"]))

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

    assert "It was not published, and a colleague reads it" in client.get(link_for(comment)).text


def test_nothing_of_spam_others_or_an_unproven_mailbox_stands_there(client):
    comment = reachable()
    others = [
        reachable(body="Cheap pills.", status="spam"),
        make_comment("Somebody typed the address.", email=ADDRESS),
        reachable(body="Another reader's.", email="bob@example.org"),
        make_comment("Without one."),
    ]
    link = link_for(comment)

    seen = client.get(link).text + press(client, link, do="take").text
    press(client, link, do="erase")

    assert not any(other.body in seen or other.token in seen for other in others)
    assert [fresh(other).body for other in others] == [other.body for other in others]
    assert fresh(comment).erased_at is not None


def test_readers_words_are_escaped(client):
    comment = reachable(body="<b>Bold</b> & so on", article=make_article("<i>Title</i>"))

    page = client.get(link_for(comment)).text

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; so on" in page
    assert "<i>Title" not in page


def test_the_page_takes_as_many_queries_for_thirty_comments_as_for_three(client):
    def queries(count, email):
        comments = [reachable(email) for _ in range(count)]
        link = link_for(comments[0])
        with CaptureQueriesContext(connection) as captured:
            assert client.get(link).status_code == 200
        return len(captured)

    assert queries(30, "many@example.org") == queries(3, "few@example.org")


def test_every_column_of_a_comment_is_given_out_or_is_ours():
    assert {field.name for field in Comment._meta.fields} == OURS | set(GIVEN)
    assert not OURS & set(GIVEN)


def test_the_file_holds_all_the_reader_said_and_was_told(client, moderator):
    article = make_article("Quinine")
    parent = make_comment(article=article, status="approved")
    told = {
        "name": "Ada Byron", "body": "Now.", "proposed_body": "Soon.", "former_body": "Before.", "appeal": "But!",
        "network_prefix": "192.0.2.0/24", "imported_from": "old:7", "tell_answered": False,
    }  # fmt: skip
    times = {"posted_at": ago(days=3), "edited_at": ago(days=2), "covered_at": ago(hours=9), "appealed_at": ago(days=1)}
    comment = reachable(article=article, parent=parent, **told, **times)
    comment.reject(by=moderator, code="advice", reason="No doses, please.")

    link = link_for(comment)
    answer = press(client, link, do="take")
    [given] = json.loads(answer.content)["comments"]

    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="comments.json"'
    stored = DjangoJSONEncoder().encode({name: getattr(fresh(comment), name) for name in [*told, *times]})
    assert {name: given[GIVEN[name]] for name in [*told, *times]} == json.loads(stored)
    assert (given["email"], given["email_proven_at"] is None) == (ADDRESS, False)
    assert (given["article"], given["state"]) == ("Quinine", "Rejected")
    assert given["in_reply_to"].endswith(f"#comment-{parent.pk}")
    assert given["private_page"].endswith(comment.private_url())
    assert [(each["became"], each["reason"]) for each in given["decisions"]] == [("Rejected", "No doses, please.")]
    assert {each["kind"] for each in given["letters"]} == {"What was decided", "All comments of an address"}


def test_neither_reports_nor_moderators_nor_spam_stand_in_the_file(client, moderator):
    comment = reachable()
    comment.mark_as_spam(by=moderator)
    comment.approve(by=moderator)
    comment.report(why="insult", words="How rude of him.", sender="someone")
    comment.reasons.create(check_name="rule", excerpt="a rule of ours")

    file = press(client, link_for(comment), do="take").text

    assert "Approved" in file
    assert not any(words in file.lower() for words in ["rude", "insult", "mara", "spam", "a rule of ours"])


def test_to_take_the_file_changes_nothing(client):
    comment = reachable()
    link = link_for(comment)
    before = all_rows()

    press(client, link, do="take")

    assert all_rows() == before


def test_erasing_says_what_happens_before_its_button_and_erases_every_comment(client):
    comments = [
        reachable(body="Quetzal.", status=status) for status in ["waiting", "approved", "rejected", "withdrawn"]
    ]
    link = link_for(comments[0])
    page = client.get(link).text

    answer = press(client, link, do="erase")

    assert page.index("Nobody can bring them back") < page.index("Erase all 4 comments")
    assert (answer.status_code, answer["Location"]) == (303, link)
    for comment in map(fresh, comments):
        assert (comment.status, comment.body, comment.name, comment.email) == ("withdrawn", "", "", "")
        assert comment.erased_at is not None
    assert "They are erased" in client.get(link).text
    assert ADDRESS not in client.get(link).text


def test_pressing_again_erases_no_more_and_says_the_same(client):
    comment = reachable()
    link = link_for(comment)
    press(client, link, do="erase")
    before = all_rows()

    answer = press(client, link, do="erase")

    assert answer.status_code == 303
    assert all_rows() == before
    assert json.loads(press(client, link, do="take").content) == {"email": "", "comments": []}


def test_what_ends_erasing_half_way_keeps_what_is_erased_and_pressing_again_goes_on(client, monkeypatch):
    comments = [reachable() for _ in range(3)]
    link, erase = link_for(comments[0]), Comment.erase

    def breaks_at_the_second(comment):
        if Comment.objects.exclude(erased_at=None).exists():
            raise OSError("away")
        erase(comment)

    with monkeypatch.context() as patch:
        patch.setattr(Comment, "erase", breaks_at_the_second)
        with pytest.raises(OSError, match="away"):
            press(client, link, do="erase")
    assert Comment.objects.filter(erased_at=None).count() == 2

    press(client, link, do="erase")

    assert Comment.objects.filter(erased_at=None).count() == 0


@pytest.mark.parametrize("first", [0, 1, 2])
def test_the_link_outlives_any_one_comment_that_is_erased(client, first):
    comments = [reachable() for _ in range(3)]
    link = link_for(comments[1])

    comments[first].erase()

    page = client.get(link).text
    assert [comment.private_url() in page for comment in comments] == [number != first for number in range(3)]


def test_when_only_spam_is_left_of_them_the_page_shows_nothing(client, moderator):
    comment = reachable()
    link = link_for(comment)

    comment.mark_as_spam(by=moderator)

    page = client.get(link).text
    assert "There is nothing to show" in page
    assert "<button" not in page


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 404)])
def test_the_link_works_for_24_hours(client, monkeypatch, hours, status):
    comment = reachable()
    link = link_for(comment)
    monkeypatch.setattr(mail_tokens, "MINE_WITHIN", timedelta(hours=24 - hours))  # as if made so long ago

    assert client.get(link).status_code == status
    press(client, link, do="erase")
    assert (fresh(comment).erased_at is not None) == (status == 200)


def test_a_link_that_is_too_old_leads_to_a_new_one(client):
    assert 'href="/comments/mine/"' in client.get("/comments/mine/x/").text


def test_a_link_is_for_its_letter_and_purpose_alone(client):
    mine, other = reachable(), reachable(email="bob@example.org")
    link, others = link_for(mine), Notice.objects.create(kind="mine", comment=other)
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
    link = link_for(comment)
    Comment.objects.update(email="", email_proven_at=None)

    assert client.get(link).status_code == 404


def test_the_page_belongs_to_one_person_and_another_site_presses_nothing(client):
    comment = reachable()
    link = link_for(comment)
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
