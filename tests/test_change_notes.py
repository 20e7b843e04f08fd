"""Corrections and changes that readers can see, and what "updated" says."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article, ChangeNote
from tests.factories import ago, make_article, make_person, make_user
from tests.pages import Html, form_of

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (datetime(2026, month, 6, 12, tzinfo=UTC) for month in [3, 4, 5])


def page_of(client, thing):
    return Html(client.get(thing.get_absolute_url()))


def note(article, text="The dose was wrong.", **fields):
    return article.change_notes.create(text=text, **fields)


def test_readers_see_what_changed_newest_first_and_corrections_in_words(client):
    article = make_article(published_at=MARCH)
    note(article, "It said one in ten.", kind="correction", made_at=MAY)
    note(article, "A table was added.", kind="change", made_at=APRIL)

    page = page_of(client, article)

    assert "What changed 6 May 2026: Correction. It said one in ten. 6 April 2026: A table was added." in page.main
    assert page.main.index("Words.") < page.main.index("What changed")


def test_without_notes_nothing_is_said(client):
    assert "What changed" not in page_of(client, make_article()).main


def test_notes_of_the_same_instant_stand_in_the_order_of_their_writing_backwards(client):
    article = make_article(published_at=MARCH)
    for text in ["First.", "Second.", "Third."]:
        note(article, text, made_at=MAY)

    words = page_of(client, article).main

    assert words.index("Third.") < words.index("Second.") < words.index("First.")


def test_a_note_is_text(client):
    article = make_article()
    note(article, "<b onclick=alert(1)>It said</b> & {{ article }}")

    page = page_of(client, article)

    assert "<b onclick=alert(1)>It said</b> & {{ article }}" in page.main


def test_a_note_moves_what_updated_says(client):
    article = make_article(published_at=MARCH, updated_at=APRIL)

    note(article, made_at=MAY)

    article.refresh_from_db()
    assert article.updated_at == MAY
    assert "6 March 2026, updated 6 May 2026" in page_of(client, article).main


def test_a_note_never_moves_it_back(client):
    article = make_article(published_at=MARCH, updated_at=MAY)

    note(article, made_at=APRIL)

    article.refresh_from_db()
    assert article.updated_at == MAY


def test_mending_a_note_later_moves_nothing():
    article = make_article(published_at=MARCH)
    made = note(article, made_at=APRIL)

    made.text = "The dose was wrong, twice."
    made.made_at = MAY
    made.save()

    article.refresh_from_db()
    assert article.updated_at == APRIL


def test_what_changed_before_readers_saw_it_is_no_update(client):
    article = make_article(published_at=MAY)
    note(article, made_at=APRIL)

    assert "updated" not in page_of(client, article).main.lower()


def test_a_note_of_tomorrow_is_refused():
    with pytest.raises(ValidationError, match="still to come"):
        ChangeNote(article=make_article(), text="Words.", made_at=ago(days=-1)).full_clean()


def test_a_profile_lists_the_corrections_of_its_articles_and_no_other(client):
    ines = make_person()
    mine = make_article("Mine", authors=[ines], published_at=MARCH)
    for article, kind in [(mine, "correction"), (mine, "change"), (make_article("Theirs"), "correction")]:
        note(article, kind=kind, made_at=MAY)
    note(make_article("A draft", authors=[ines], published_at=None), kind="correction")

    page = page_of(client, ines)

    assert "Corrections 1 in 1 article Mine, 6 May 2026" in page.main
    assert page.main.count("6 May 2026") == 1
    assert "Theirs" not in page.main
    assert "A draft" not in page.main


def test_an_author_who_was_never_corrected_may_say_so(client):
    ines = make_person()
    make_article(authors=[ines])

    assert "Corrections None in 1 article" in page_of(client, ines).main


def test_an_editor_adds_a_note_in_the_admin_and_the_page_says_updated(client):
    article = make_article(published_at=MARCH)
    client.force_login(make_user(group="Editor"))
    address = f"/admin/articles/article/{article.pk}/change/"
    form = form_of(Html(client.get(address)))
    form |= {
        "change_notes-TOTAL_FORMS": "1",
        "change_notes-0-kind": "correction",
        "change_notes-0-text": "The dose was wrong.",
        "change_notes-0-made_at_0": "2026-05-06",
        "change_notes-0-made_at_1": "12:00:00",
        "change_notes-0-article": str(article.pk),
        "change_notes-0-id": "",
    }

    response = client.post(address, form)

    assert response.status_code == 302, Html(response).texts("ul", class_="errorlist")
    assert Article.objects.get().updated_at == MAY
    assert "Correction. The dose was wrong." in page_of(client, article).main


def test_a_note_goes_with_its_article():
    article = make_article()
    note(article)

    article.delete()

    assert not ChangeNote.objects.exists()
