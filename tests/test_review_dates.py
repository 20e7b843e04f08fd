"""Who checked an article, when, and when it is due again: set by editors, seen by readers where it is set."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError

from articles.models import Article, Person
from tests.factories import ago, make_article, make_person, make_topic, make_user
from tests.pages import Html, form_of, words_of

pytestmark = pytest.mark.django_db

REVIEW = {"last_reviewed": date(2026, 5, 6), "next_review": date(2028, 5, 6)}


def page_of(client, thing):
    return Html(client.get(thing.get_absolute_url()))


def reviewed(person, **fields):
    return make_article(reviewed_by=person, **REVIEW | fields)


def test_a_reviewed_article_says_so_in_its_byline_and_close_under_its_text(client):
    page = page_of(client, reviewed(make_person("Dr Helen Varga"), authors=[make_person("Ines Moreau")]))

    assert "By Ines Moreau Medically reviewed by Dr Helen Varga" in page.main
    assert "Page last reviewed 6 May 2026 by Dr Helen Varga Next review due 6 May 2028" in page.main
    assert page.main.index("Words.") < page.main.index("Page last reviewed") < page.main.index("About the author")
    assert {"2026-05-06", "2028-05-06"} <= set(page.attributes("datetime", "time"))


def test_the_byline_leads_to_the_reviewer(client):
    varga = make_person("Dr Helen Varga", slug="helen-varga")

    page = page_of(client, reviewed(varga))

    assert "/authors/helen-varga/" in page.attributes("href", "a")
    assert page_of(client, varga).texts("h1") == ["Dr Helen Varga"]


def test_an_article_that_nobody_reviewed_says_nothing_of_it(client):
    words = page_of(client, make_article()).main

    assert not re.search(r"\breview", words, re.IGNORECASE)


def test_a_review_without_a_person_shows_its_days(client):
    words = page_of(client, make_article(**REVIEW)).main

    assert "Page last reviewed 6 May 2026 Next review due 6 May 2028" in words
    assert "reviewed by" not in words


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"next_review": date(2028, 5, 6)}, "after a last one"),
        ({"last_reviewed": date(2026, 5, 6), "next_review": date(2026, 5, 6)}, "after a last one"),
        ({"last_reviewed": date(9999, 1, 1)}, "still to come"),
    ],
)
def test_days_that_cannot_be_are_refused(fields, said):
    article = make_article()
    for name, value in fields.items():
        setattr(article, name, value)

    with pytest.raises(ValidationError, match=said):
        article.full_clean()


def test_a_reviewer_without_a_day_is_refused():
    article = make_article()
    article.reviewed_by = make_person()

    with pytest.raises(ValidationError, match="Say when it was reviewed"):
        article.full_clean()


def test_someone_who_reviewed_an_article_cannot_be_deleted():
    varga = make_person()
    reviewed(varga)

    with pytest.raises(ProtectedError):
        varga.delete()


def test_a_profile_lists_what_someone_wrote_and_reviewed_each_with_its_number(client):
    varga = make_person("Dr Helen Varga")
    make_article("Her own", authors=[varga])
    reviewed(varga, title="Checked one")
    reviewed(varga, title="Checked two")
    reviewed(varga, title="Still a draft", published_at=None)

    page = page_of(client, varga)

    assert page.texts("h2")[:2] == ["Written (1)", "Reviewed (2)"]
    written, both = page.main.split("Reviewed (2)")
    assert "Her own" in written
    assert "Checked" not in written
    assert "Checked one" in both
    assert "Checked two" in both
    assert "Still a draft" not in page.main


def test_someone_who_only_reviews_has_a_profile_and_stands_among_the_authors(client):
    varga = make_person("Dr Helen Varga")
    reviewed(varga)
    reviewed(make_person("Dr Nobody"), published_at=None)

    page = page_of(client, varga)

    assert "Written" not in page.main
    assert page.texts("h2")[0] == "Reviewed (1)"
    authors = Html(client.get("/authors/")).main
    assert "Dr Helen Varga 1 reviewed" in authors
    assert "Dr Nobody" not in authors


def test_the_pages_of_a_profile_turn_both_lists_as_far_as_the_longer_goes(client):
    varga = make_person("Dr Helen Varga", slug="varga")
    for age in range(1, 19):
        reviewed(varga, title=f"Checked {age}", published_at=ago(days=age))
    for age in range(1, 11):
        make_article(f"Own {age}", authors=[varga], published_at=ago(days=age))

    pages = [Html(client.get(f"/authors/varga/?page={number}")) for number in [1, 2, 3]]

    titles = [[words_of(link) for link in page.all("a") if "/articles/" in link.get("href")] for page in pages]
    assert [[title for title in of_page if "Own" in title] for of_page in titles] == [
        [f"Own {age}" for age in range(1, 9)],
        ["Own 9", "Own 10"],
        [],
    ]
    assert [title for of_page in titles for title in of_page if "Checked" in title] == [
        f"Checked {age}" for age in range(1, 19)
    ]
    assert client.get("/authors/varga/?page=4").status_code == 404


def test_the_author_card_counts_what_readers_can_see(client):
    ines = make_person("Ines Moreau")
    article = make_article(authors=[ines], topics=[make_topic(), make_topic()])
    make_article(authors=[ines])
    make_article(authors=[ines], published_at=None)
    reviewed(ines)

    assert "2 articles, 1 reviewed by Ines Moreau" in page_of(client, article).main


class TestWhoMaySetIt:
    def form(self, client, group, article):
        user = make_user(group=group)
        Person.objects.filter(articles=article).update(user=user)
        client.force_login(user)
        response = client.get(f"/admin/articles/article/{article.pk}/change/")
        assert response.status_code == 200
        return set(Html(response).attributes("name", "input", "select"))

    def test_an_editor(self, client):
        assert {"reviewed_by", "last_reviewed", "next_review"} <= self.form(client, "Editor", make_article())

    def test_and_no_author(self, client):
        article = make_article(authors=[make_person()], published_at=None)

        fields = self.form(client, "Author", article)

        assert "title" in fields
        assert not {"reviewed_by", "last_reviewed", "next_review"} & fields


@pytest.mark.parametrize(("removed", "status"), [("", 200), ("on", 302)], ids=["kept", "removed from the authors"])
def test_nobody_reviews_an_article_of_their_own(client, removed, status):
    ines = make_person("Ines Moreau")
    article = make_article(authors=[ines])
    client.force_login(make_user(group="Editor"))
    address = f"/admin/articles/article/{article.pk}/change/"
    form = form_of(Html(client.get(address))) | {"reviewed_by": str(ines.pk), "last_reviewed": "2026-05-06"}
    form |= {"authorships-0-DELETE": removed} if removed else {}

    response = client.post(address, form)

    assert response.status_code == status
    article.refresh_from_db()
    assert article.reviewed_by == (ines if removed else None)
    assert removed or "Ines Moreau wrote this, and cannot review it." in Html(response).words


MATTER = "---\ntitle: T\nreviewed_by: Dr Helen Varga\nlast_reviewed: 2026-05-06\nnext_review: {}\n---\nWords.\n"


def test_front_matter_may_say_who_reviewed_it(tmp_path):
    varga = make_person("Dr Helen Varga")
    (tmp_path / "text.md").write_text(MATTER.format("2028-05-06"))

    call_command("import_articles", str(tmp_path / "text.md"))

    article = Article.objects.get()
    assert article.reviewed_by == varga
    assert {name: getattr(article, name) for name in REVIEW} == REVIEW


@pytest.mark.parametrize(
    ("due", "said"), [("soon", "next_review must be a date"), ("2025-01-01", "comes after a last one")]
)
def test_front_matter_with_days_that_cannot_be_is_refused(tmp_path, capsys, due, said):
    (tmp_path / "text.md").write_text(MATTER.format(due))

    with pytest.raises(CommandError):
        call_command("import_articles", str(tmp_path / "text.md"))

    assert said in capsys.readouterr().err
    assert not Article.objects.exists()
    assert not Person.objects.exists()


def test_front_matter_in_which_an_author_reviews_is_refused(tmp_path, capsys):
    matter = MATTER.format("2028-05-06").replace("title: T", "title: T\nauthors: [Dr Helen Varga]")
    (tmp_path / "text.md").write_text(matter)

    with pytest.raises(CommandError):
        call_command("import_articles", str(tmp_path / "text.md"))

    assert "Dr Helen Varga wrote it, and cannot review it" in capsys.readouterr().err
    assert not Person.objects.exists()
