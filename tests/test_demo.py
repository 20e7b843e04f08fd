"""`manage.py demo`: something to read and to decide on, added once."""

from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, ChangeNote, Person, Topic, User
from comments.models import Comment
from newsletter.models import Subscriber
from tests.demo import rows_of_ours
from tests.factories import make_article, make_user


def test_it_is_complete(demo):
    assert Article.objects.published().count() == 8
    assert Person.objects.count() == 4
    assert Person.objects.writing().count() == 4
    assert set(Comment.objects.values_list("status", flat=True)) == set(Comment.Status.values)
    assert dict(Subscriber.objects.values_list("email", "status")) == {
        "confirmed@example.org": "confirmed",
        "waiting@example.org": "pending",
    }
    assert User.objects.get().username == "moderator"


def test_each_article_is_whole(demo):
    for article in Article.objects.all():
        assert article.summary
        assert article.reading_minutes >= 2
        assert len(article.contents) >= 3
        assert article.authors.count() >= 1
        assert article.topics.count() >= 1
        assert article.lead_image_alt
        assert Path(article.lead_image.path).is_file()


def test_most_articles_were_reviewed_by_someone_who_did_not_write_them_and_are_due_again(demo):
    reviewed = Article.objects.exclude(reviewed_by=None)

    assert reviewed.count() == 7
    for article in reviewed:
        assert article.reviewed_by not in article.authors.all()
        assert article.next_review > article.last_reviewed
        article.full_clean()


def test_a_correction_and_a_change_can_be_seen_and_say_when_the_words_changed(demo):
    assert set(ChangeNote.objects.values_list("kind", flat=True)) == {"correction", "change"}
    for note in ChangeNote.objects.all():
        assert note.article.updated_at == note.made_at
        assert note.article.is_updated


def test_picked_articles_are_there_and_in_their_order(demo):
    article = Article.objects.get(slug="pain-after-a-cramp")

    assert [pick.picked.slug for pick in article.picks.all()] == ["calf-stretch", "night-cramps"]


@pytest.mark.parametrize("block", ['<section class="short"', '<div class="do">', '<div class="dont">'])
def test_every_block_is_shown_in_three_articles(demo, block):
    assert sum(block in article.body_html for article in Article.objects.all()) >= 3


def test_each_article_cites_all_its_references_and_no_other(demo):
    for article in Article.objects.all():
        assert article.missing_references() == []
        assert {key for key, _ in article.cited} == article.reference_keys()
        assert article.reference_keys()
        assert "[@" not in article.body_html


def test_each_decision_says_who_made_it_and_a_refusal_says_why(demo):
    for comment in Comment.objects.exclude(status__in=["waiting", "withdrawn"]):
        assert comment.last_decision.by.username == "moderator"
        assert comment.last_decision.sentence or comment.status == "approved"


def test_the_demo_moderator_may_moderate_and_has_no_password(demo):
    user = User.objects.get()

    assert user.is_staff
    assert not user.is_superuser
    assert not user.has_usable_password()
    assert user.has_perm("comments.moderate_comment")


def test_twice_adds_nothing(demo):
    before = rows_of_ours()

    call_command("demo")

    assert rows_of_ours() == before


def test_twice_adds_nothing_to_what_got_another_address(demo):
    for model in [Article, Person, Topic]:
        page = model.objects.first()
        page.slug = "renamed"
        page.save()
    before = rows_of_ours()

    call_command("demo")

    assert rows_of_ours() == before


def test_what_an_editor_took_away_stays_away(demo):
    ChangeNote.objects.all().delete()
    Article.objects.get(slug="quinine").picks.all().delete()
    Article.objects.update(reviewed_by=None)
    before = rows_of_ours()

    call_command("demo")

    assert rows_of_ours() == before


def test_if_empty_adds_it_to_an_empty_site(db, capsys):
    call_command("demo", "--if-empty")

    assert Article.objects.count() == 8


def test_if_empty_leaves_a_site_that_has_an_account_alone(db):
    make_user("operator")

    call_command("demo", "--if-empty")

    assert not Article.objects.exists()


def test_if_empty_leaves_a_site_that_has_an_article_alone(db, capsys):
    make_article(published_at=None)

    call_command("demo", "--if-empty")

    assert Article.objects.count() == 1
    assert capsys.readouterr().out == ""
