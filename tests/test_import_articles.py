"""`manage.py import_articles`: Markdown with front matter, and files of every bad sort."""

import os
import shutil
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image

from articles.models import Article, Person, Reference, Topic
from tests.factories import make_article, make_person

pytestmark = pytest.mark.django_db

PICTURES = settings.BASE_DIR / "cramps_site" / "demo" / "pictures"
GOOD = """---
title: "Why: a question"
slug: why
summary: In short.
authors: [Ida Berg, {name: Max Lund, role: Editor}]
topics: [Night, Pain]
image: calf.png
image_alt: A calf
image_caption: "Drawing: nobody"
published: 2026-03-04
references:
  - {key: study2020, text: "Berg I. 2020. A study.", kind: Trial, doi: 10.1002/x, pmid: 22963024, url: https://x.org/}
---

Words.[@study2020]
"""


@pytest.fixture
def write(tmp_path):
    shutil.copy(PICTURES / "calf.png", tmp_path)

    def write_file(content, name="text.md"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write_file


def refused(capsys, *arguments):
    """What the command says of the one file that it does not take, with nothing stored."""
    with pytest.raises(CommandError, match="not imported"):
        call_command("import_articles", *arguments)
    (line,) = capsys.readouterr().err.splitlines()
    assert [model.objects.count() for model in [Article, Person, Topic, Reference]] == [0, 0, 0, 0]
    assert line.startswith(f"{arguments[0]}: not imported, ")
    return line


def pixels(path):
    with Image.open(path) as picture:
        return picture.convert("RGB").tobytes()


def front_matter(lines, text="Words."):
    return f"---\n{lines}\n---\n{text}\n"


def test_markdown_with_front_matter_becomes_an_article_with_all_it_says(write):
    call_command("import_articles", write(GOOD), "--publish")

    article = Article.objects.get()
    assert (article.title, article.slug, article.summary) == ("Why: a question", "why", "In short.")
    assert [person.name for person in article.authors_in_order] == ["Ida Berg", "Max Lund"]
    assert [person.role for person in article.authors_in_order] == ["", "Editor"]
    assert [topic.name for topic in article.topics_in_order] == ["Night", "Pain"]
    assert (article.lead_image_alt, article.lead_image_caption) == ("A calf", "Drawing: nobody")
    assert pixels(article.lead_image.path) == pixels(PICTURES / "calf.png")
    assert article.published_at == datetime(2026, 3, 4, 6, tzinfo=UTC)
    reference = article.references.get()
    assert (reference.kind, reference.doi, reference.pmid) == ("Trial", "10.1002/x", "22963024")
    assert article.cited == [["study2020", 1]]


def test_without_publish_it_is_a_draft_whatever_the_file_says(write, capsys):
    call_command("import_articles", write(GOOD))

    assert Article.objects.get().published_at is None
    assert "draft “Why: a question” at /articles/why/" in capsys.readouterr().out


def test_a_date_to_come_makes_it_scheduled(write, capsys):
    call_command("import_articles", write(front_matter("title: Later\npublished: 2999-01-01")), "--publish")

    assert Article.objects.get().state == "Scheduled"
    assert "scheduled “Later”" in capsys.readouterr().out


def test_twice_adds_nothing_even_when_its_address_changed_since(write):
    path = write(GOOD)
    call_command("import_articles", path)
    article = Article.objects.get()
    article.slug, article.title = "renamed", "Renamed"
    article.save()

    call_command("import_articles", path, path)

    counts = [model.objects.count() for model in [Article, Person, Topic, Reference]]
    assert counts == [1, 2, 2, 1]


def test_people_and_topics_that_are_there_are_used_and_named_once(write):
    ida = make_person("Ida Berg", bio="Hers.")

    call_command("import_articles", write(front_matter("title: T\nauthors: [Ida Berg, Ida Berg]\ntopics: [A, A]")))

    article = Article.objects.get()
    assert list(article.authors.all()) == [ida]
    assert article.topics.count() == 1


def test_names_that_make_the_same_address_are_no_obstacle(write):
    make_person("Jane Doe")
    make_person("Jane Doe", slug="another-jane")

    call_command("import_articles", write(front_matter("title: T\nauthors: [Jane Doe, Jane Doë, مريم, נועה]")))

    slugs = [person.slug for person in Article.objects.get().authors_in_order]
    assert slugs == ["jane-doe", "jane-doe-2", "person", "person-2"]


def test_title_goes_before_the_one_in_the_file(write):
    call_command("import_articles", write(GOOD), "--title", "  Another  ")

    assert Article.objects.get().title == "Another"


def test_title_is_for_one_file(write):
    with pytest.raises(CommandError, match="--title is for one file"):
        call_command("import_articles", write(GOOD), write("Text", "b.txt"), "--title", "T")

    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("title: [", "not YAML in line 3"),
        ("title: a\nb: c: d", "not YAML in line 3"),
        ("title: T\nauthor: X\n1: y", "fields that mean nothing here: 1, author"),
        ("- just\n- a list", "not a list of fields"),
        ("summary: No title", "no title"),
        ("title: null", "no title"),
        ("title: {a: b}", "title must be words"),
        ("title: T\nauthors: Ida", "authors must be a list"),
        ("title: T\nauthors: [{name: A, rolle: B}]", "each author"),
        ("title: T\nauthors: [{role: B}]", "each author"),
        ("title: T\nauthors: [null]", "no name"),
        ("title: T\ntopics: [[a]]", "each topic must be words"),
        ("title: T\npublished: soon", "published must be a date"),
        ("title: T\npublished: 2026-02-30", "cannot be"),
        ("title: T\nimage: gone.png", "picture gone.png is not beside it"),
        ("title: T\nreferences: [{key: a}]", "each reference has key and text"),
        ("title: T\nreferences: [{key: a b, text: x}]", "key: "),
        ("title: T\nreferences: [{key: a, text: x}, {key: a, text: y}]", "already exists"),
        ("title: T\nreferences: [{key: a, text: x, url: 'javascript:alert(1)'}]", "url: "),
        ("title: T\nslug: Not a slug!", "slug: "),
        (f"title: {'x' * 201}", "title: "),
        (f"title: T\nsummary: {'x' * 301}", "summary: "),
        (f"title: T\nauthors: [{'x' * 81}]", "name: "),
        (f"title: T\ntopics: [Night, {'x' * 61}]", "name: "),
        ('title: "a\\0b"', "cannot be shown"),
        (f"title: {'[' * 5000}", "nested too deeply"),
        ("title: &a [x, x]\nsummary: &b [*a, *a]", "must be words"),
    ],
)
def test_front_matter_that_is_wrong_is_refused_in_one_line(write, capsys, lines, said):
    assert said in refused(capsys, write(front_matter(lines)))


def test_front_matter_that_does_not_end_is_refused(write, capsys):
    assert "does not end" in refused(capsys, write("---\ntitle: T\n\nWords.\n"))


def test_a_citation_without_its_reference_is_refused_and_leaves_nothing_behind(write, capsys):
    text = front_matter("title: T\nauthors: [Ida]\ntopics: [Night]", "Words.[@nobody] More.[@else]")

    assert "cites else, nobody" in refused(capsys, write(text))


def test_a_picture_that_is_none_is_refused(write, capsys, tmp_path):
    (tmp_path / "page.png").write_text("<html><script>alert(1)</script>")

    line = refused(capsys, write(front_matter("title: T\nauthors: [Ida]\nimage: page.png")))

    assert "no JPEG, PNG, WebP or AVIF" in line


BAD_FILES = {
    "empty": (lambda path: path.write_bytes(b""), "it is empty"),
    "blank": (lambda path: path.write_bytes(b"\xef\xbb\xbf \r\n\n"), "it is empty"),
    "not-utf-8": (lambda path: path.write_bytes("Größe\n\nWörter".encode("latin-1")), "not UTF-8 (byte 3)"),
    "utf-16": (lambda path: path.write_bytes("Title\n\nWords".encode("utf-16")), "not UTF-8"),
    "binary": (lambda path: path.write_bytes(b"Title\n\n\x00\x01"), "not text"),
    "50-MB": (lambda path: os.truncate(path, 50 * 1024 * 1024) if path.touch() is None else None, "larger than 1 MB"),
    "folder": (lambda path: path.mkdir(), "it is a folder"),
    "missing": (lambda path: None, "No such file"),
    "a pipe": (lambda path: os.mkfifo(path), "it is no file"),
}


@pytest.mark.parametrize(("make", "said"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_text_is_refused_in_one_line(tmp_path, capsys, make, said):
    path = tmp_path / "text.txt"
    make(path)

    assert said in refused(capsys, str(path))


def test_what_is_refused_stops_no_other(write, capsys):
    bad, good = write("", "bad.txt"), write(GOOD)

    with pytest.raises(CommandError, match="1 of 3 not imported"):
        call_command("import_articles", good, bad, write("Title\n\nWords.", "also.txt"))

    assert sorted(Article.objects.values_list("title", flat=True)) == ["Title", "Why: a question"]


def test_an_article_of_that_name_is_left_as_it_is(write, capsys):
    article = make_article("Why: a question", body="Mine.")

    call_command("import_articles", write(GOOD), "--publish")

    article.refresh_from_db()
    assert article.body == "Mine."
    assert "already here as “Why: a question”, nothing added" in capsys.readouterr().out
