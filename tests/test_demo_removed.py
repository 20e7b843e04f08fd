"""`manage.py demo --remove`: exactly the demo is taken away, and nothing that somebody made of it or beside it."""

from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, Authorship, Person, User
from comments.models import Comment
from tests.demo import rows_of_ours
from tests.factories import ago, make_article, make_comment, make_person, make_topic


def test_remove_takes_all_of_it_away_and_its_pictures(db, settings, django_capture_on_commit_callbacks):
    call_command("demo")
    pictures = [Path(article.lead_image.path) for article in Article.objects.all()]

    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", "--remove")

    assert {name: rows for name, rows in rows_of_ours().items() if rows} == {}
    assert [picture for picture in pictures if picture.exists()] == []


def test_remove_leaves_what_was_there_before(db):
    make_article("My own", authors=[make_person("Me")], topics=[make_topic("Exercise", summary="Mine.")])
    make_article("My magnesium", slug="magnesium", body="Mine too.")
    User.objects.create_user("moderator", password="a real one", is_staff=True)
    before = rows_of_ours()

    call_command("demo")
    call_command("demo", "--remove")

    assert rows_of_ours() == before


def test_remove_where_nothing_is_does_nothing(db):
    call_command("demo", "--remove")

    assert not Article.objects.exists()


@pytest.mark.parametrize("answered", [None, "Marit K.", "Josef"])
def test_remove_leaves_a_reader_s_comment_what_it_answers_and_its_article(demo, answered):
    article = Article.objects.get(slug="pain-after-a-cramp")
    parent = Comment.objects.get(name=answered) if answered else None
    mine = make_comment("Mine.", article=article, parent=parent, status="approved")

    call_command("demo", "--remove")

    assert list(Article.objects.all()) == [article]
    kept = {None: set(), "Marit K.": {"Marit K."}, "Josef": {"Marit K.", "Josef"}}[answered]
    assert set(Comment.objects.exclude(pk=mine.pk).values_list("name", flat=True)) == kept
    assert set(Person.objects.all()) == {*article.authors.all(), article.reviewed_by}


def test_remove_leaves_an_article_that_somebody_rewrote(demo):
    article = Article.objects.get(slug="quinine")
    article.body += "\n\nA paragraph of mine."
    article.save()
    Comment.objects.filter(article=article).update(article=Article.objects.get(slug="magnesium"))

    call_command("demo", "--remove")

    assert Article.objects.get() == article
    assert Authorship.objects.filter(article=article).exists()


def test_remove_leaves_the_account_of_a_moderator_who_decided_more(demo):
    user = User.objects.get()
    make_comment().approve(by=user)

    call_command("demo", "--remove")

    assert User.objects.get() == user


def test_remove_leaves_who_reviewed_an_article_that_stays(demo):
    mine = make_article(reviewed_by=Person.objects.get(slug="amara-obi"), last_reviewed=ago(days=1).date())

    call_command("demo", "--remove")

    assert list(Article.objects.all()) == [mine]
    assert [person.slug for person in Person.objects.all()] == ["amara-obi"]


def test_removed_it_can_be_added_again(demo):
    call_command("demo", "--remove")
    call_command("demo")

    assert Article.objects.count() == 8
