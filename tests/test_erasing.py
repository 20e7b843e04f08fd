"""Erasing a comment: its words are nowhere afterwards, and its answers stay."""

import re

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from comments.models import Ban, Comment, NearKey, Notice, Wave
from tests.factories import ago, make_comment
from tests.pages import Html

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}
SECRET = "quetzal"  # in whatever the writer said, and nowhere else


def erase(client, comment):
    return client.post(comment.private_url(), {"do": "erase"}, headers=BROWSER)


def everywhere():
    """Where the word stands: every column of every table, whatever its kind."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            found += [f"{model._meta.label}.{name}" for name, value in row.items() if SECRET in str(value).casefold()]
    return found


@pytest.fixture
def comment(client, moderator):
    """One with a past: noticed, in a wave, decided, edited, reported, answered, written about and looked at."""
    comment = make_comment(
        "Quetzal one.", name="Ada Quetzal", email="ada@quetzal.example", network_hash="h",
        network_prefix="192.0.2.0/24", sender_key="k", fingerprint="f", guess=0.5,
        guess_words=["quetzal"], imported_from="old:7",
    )  # fmt: skip
    comment.wave = Wave.objects.create(sample=comment.body)
    comment.save()
    NearKey.objects.create(comment=comment, key=1)
    comment.reasons.create(check_name="rule", excerpt="quetzal")
    Ban.objects.create(sender_key="k", name="Ada Quetzal", until=ago(days=-3), why="Adverts", by=moderator)
    comment.approve(by=moderator)
    comment.report(why="other", words="He says quetzal.", sender="someone")
    comment.change_words(proposed_body="Quetzal two.", edited_at=timezone.now())
    comment.approve(by=moderator)
    comment.change_words(
        proposed_body="Quetzal three.",
        appeal="But quetzal!",
        appealed_at=timezone.now(),
        email_proven_at=timezone.now(),
    )
    Notice.objects.create(kind="decided", comment=comment, error="550 <ada@quetzal.example>: no such user")
    Notice.objects.create(kind="answered", comment=comment, status="sent", error="quetzal")
    LogEntry.objects.create(
        user=moderator, content_type=ContentType.objects.get_for_model(Comment), object_id=str(comment.pk),
        object_repr=str(comment), action_flag=CHANGE,
    )  # fmt: skip
    return comment


def test_after_erasing_the_words_are_in_no_column_of_any_table(client, comment):
    assert {"comments.Comment.body", "comments.Comment.former_body", "comments.Comment.email", "comments.Wave.sample",
            "comments.Reason.excerpt", "comments.Report.words", "comments.Notice.error", "admin.LogEntry.object_repr",
            "comments.Comment.guess_words"} <= set(everywhere())  # fmt: skip

    assert erase(client, comment).status_code == 303

    assert everywhere() == []
    now = Comment.objects.get(pk=comment.pk)
    assert (now.status, now.body, now.name, now.wave, now.fingerprint) == ("withdrawn", "", "", None, None)
    assert (now.sender_key, now.network_hash, now.network_prefix, now.email_proven_at) == ("", "", "", None)
    assert NearKey.objects.count() == 0
    assert [notice.status for notice in comment.notices.all()] == ["sent"]
    assert now.erased_at is not None


def test_what_is_left_says_that_there_was_one_and_how_it_was_decided(client, comment):
    erase(client, comment)

    assert [d.after for d in comment.decisions.all()] == ["approved", "approved", "withdrawn"]
    assert [reason.check_name for reason in comment.reasons.all()] == ["rule"]
    assert [report.why for report in comment.reports.all()] == ["other"]
    assert Comment.objects.get(pk=comment.pk).imported_from == "old:7"  # or the next import would bring it back
    assert str(Comment.objects.get(pk=comment.pk)).startswith("Erased on")


def test_no_page_or_feed_shows_a_word_of_it(client, at_the_desk, comment):
    make_comment("An answer.", article=comment.article, parent=comment, status="approved")
    article = comment.article.get_absolute_url()
    addresses = ["/", article, f"{article}comments/", f"{article}comments/feed/", "/feed/", "/search/?q=quetzal",
                 comment.private_url(), "/admin/comments/comment/",
                 f"/admin/comments/comment/{comment.pk}/change/"]  # fmt: skip
    assert "Quetzal two." in client.get(article).text

    erase(client, comment)

    for address in addresses:
        text = client.get(address, follow=True).text.casefold()
        assert not re.search("quetzal (one|two|three)|ada quetzal|quetzal.example", text), address


def test_a_mark_stands_in_the_thread_only_where_answers_stand(client, moderator):
    answered, alone = make_comment("Gone one.", status="approved"), make_comment("Gone two.", status="approved")
    make_comment("An answer.", article=answered.article, parent=answered, status="approved")

    for comment in [answered, alone]:
        erase(client, comment)

    page = Html(client.get(answered.article.get_absolute_url())).main
    assert "A comment stood here and was removed." in page
    assert "In reply to a comment that was removed" in page
    assert "An answer." in page
    assert "No comments yet." in Html(client.get(alone.article.get_absolute_url())).main


def test_the_private_page_says_only_that_it_was_erased(client, comment):
    erase(client, comment)

    page = Html(client.get(comment.private_url()))

    assert "This comment was erased." in page.main
    assert page.texts("summary") == []
    assert page.texts("article") == []


@pytest.mark.parametrize("status", ["waiting", "approved", "rejected", "spam", "withdrawn"])
def test_it_can_be_erased_in_every_state_and_twice(client, status):
    comment = make_comment("Quetzal.", status=status)

    for _ in range(2):
        assert erase(client, comment).status_code == 303

    assert everywhere() == []
    assert Comment.objects.get(pk=comment.pk).status == "withdrawn"


def test_nothing_brings_an_erased_comment_back(client, moderator):
    comment = make_comment("Quetzal.")
    seen = Comment.objects.get(pk=comment.pk)
    erase(client, comment)

    assert not seen.approve(by=moderator)
    for do in ["edit", "appeal"]:
        client.post(comment.private_url(), {"do": do, "body": "Back.", "version": "9"}, headers=BROWSER)

    assert Comment.objects.get(pk=comment.pk).body == ""


def test_a_wave_goes_on_by_the_words_of_another(client):
    wave = Wave.objects.create(sample="Quetzal one.")
    comment, other = make_comment("Quetzal one.", wave=wave), make_comment("Two.", wave=wave)

    erase(client, comment)

    wave.refresh_from_db()
    assert (wave.sample, list(wave.comments.all())) == ("Two.", [other])


def test_an_edit_leaves_its_first_words_in_no_wave(client):
    wave = Wave.objects.create(sample="Quetzal one.")
    comment = make_comment("Quetzal one.", wave=wave)

    client.post(comment.private_url(), {"do": "edit", "body": "Other words.", "version": "0"}, headers=BROWSER)

    assert everywhere() == []
    assert Comment.objects.get(pk=comment.pk).wave is None


def test_who_is_banned_stays_banned_without_a_name(client, comment):
    erase(client, comment)

    [ban] = Ban.objects.in_force()
    assert (ban.sender_key, ban.name) == ("k", "")
    assert str(ban).startswith("Somebody, until ")


def test_the_same_words_can_be_posted_anew(client):
    comment = make_comment("Quetzal.")
    said = {"name": "Ada", "email": "", "body": "Quetzal."}
    address = f"{comment.article.get_absolute_url()}comments/"
    first = client.post(address, said, headers=BROWSER)
    client.post(first["Location"], {"do": "erase"}, headers=BROWSER)

    again = client.post(address, said, headers=BROWSER)

    assert again["Location"] != first["Location"]
