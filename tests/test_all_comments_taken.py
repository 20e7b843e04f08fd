"""The file of all comments of an address: what it gives out, and what it never does."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from comments.models import Comment
from tests.factories import ago, fresh, make_article, make_comment
from tests.mail import all_rows, mine_link, reachable
from tests.pages import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]
ADDRESS = "ada@example.org"
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


def data(client, link):
    return json.loads(press(client, link, do="take").content)


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

    link = mine_link(comment)
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

    file = press(client, mine_link(comment), do="take").text

    assert "Approved" in file
    assert not any(words in file.lower() for words in ["rude", "insult", "mara", "spam", "a rule of ours"])


def test_to_take_the_file_changes_nothing(client):
    comment = reachable()
    link = mine_link(comment)
    before = all_rows()

    press(client, link, do="take")

    assert all_rows() == before
