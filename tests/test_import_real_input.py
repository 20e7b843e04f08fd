"""Texts as they were found on the web, imported as they are."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article, Person, Topic
from tests.pages import Html
from tests.real_input import real_input

pytestmark = pytest.mark.django_db

PAGE = "pain-after-muscle-cramps.page.txt"
UNTITLED = "causes-of-muscle-cramps.untitled.txt"
FURNITURE = ["omments", "Leave", "HTML tags", "share your thoughts", "About the", "Senior", "Stay", "newsletter"]


def test_the_saved_page_becomes_an_article(capsys):
    call_command("import_articles", real_input(PAGE))

    article = Article.objects.get()
    assert article.title == "What's the reason for the pain after muscle cramps"
    assert article.state == "Draft"
    assert [section["title"] for section in article.contents] == [
        "Excessive muscle contraction",
        "Electrolyte imbalance",
        "Poor blood circulation",
        "Neurological abnormalities",
        "Potential diseases",
    ]
    assert [(person.name, person.role) for person in article.authors.all()] == [
        ("Senior Expert", "Contributing Writer")
    ]
    assert article.body.startswith("Pain after muscle cramps is usually caused by factors such as")
    assert article.body.endswith("can help prevent the recurrence of cramps.")
    assert [part for part in FURNITURE if part in article.body] == []
    said = capsys.readouterr().out
    assert "left out the comments and their form" in said
    assert "left out the newsletter box" in said


def test_no_word_of_the_article_is_lost():
    call_command("import_articles", real_input(PAGE))

    text, _, _ = Path(real_input(PAGE)).read_text("utf-8").partition("Comments (0)")
    article = Article.objects.get()
    stored = f"{article.title} {article.body}".replace("## ", "")
    assert stored.split() == re.sub(r"(?m)^\d\. ", "", text).split()


def test_the_untitled_one_is_refused_by_name_and_the_other_one_stored(capsys):
    with pytest.raises(CommandError, match="1 of 2 not imported") as refusal:
        call_command("import_articles", real_input(UNTITLED), real_input(PAGE))

    assert refusal.value.returncode == 1
    assert Article.objects.count() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert UNTITLED in line
    assert "--title" in line


def test_twice_adds_nothing(capsys):
    call_command("import_articles", real_input(PAGE))
    call_command("import_articles", real_input(PAGE), "--publish")

    assert (Article.objects.count(), Person.objects.count(), Topic.objects.count()) == (1, 1, 0)
    assert Article.objects.get().state == "Draft"
    assert "nothing added" in capsys.readouterr().out


def test_published_it_stands_on_the_site_under_its_author_s_name():
    call_command("import_articles", real_input(PAGE), "--publish")

    article = Article.objects.get()
    page = Html(Client().get(article.get_absolute_url()))
    assert "By Senior Expert" in page.main
    assert "Contents" in page.main


def test_the_untitled_one_is_taken_with_a_title():
    call_command("import_articles", real_input(UNTITLED), "--title", "Causes of muscle cramps")

    article = Article.objects.get()
    assert (article.title, article.slug) == ("Causes of muscle cramps", "causes-of-muscle-cramps")
    assert article.body.startswith("Overuse of a muscle, dehydration")


def test_a_title_that_the_text_has_already_is_not_said_twice():
    call_command("import_articles", real_input(PAGE), "--title", "What’s the reason for the pain after muscle cramps?")

    assert Article.objects.get().body.startswith("Pain after muscle cramps is usually caused")
