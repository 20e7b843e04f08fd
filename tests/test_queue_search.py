"""The queue's search: whole words and phrases by an index, which follows whatever becomes of the words."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from comments import retention
from comments.models import Comment, Status
from comments.screening import Verdict
from comments.searching import index
from comments.searching.question import matching
from tests.desk import ARCHIVE, QUEUE, archived, cards
from tests.factories import make_article, make_comment, make_person, make_user
from tests.pages import Html
from tests.whole_database import everything

pytestmark = pytest.mark.django_db


def found(typed):
    return set(Comment.objects.filter(matching(typed)).values_list("body", flat=True))


@pytest.mark.parametrize(
    ("typed", "body", "is_found"),
    [
        ("PICKLE", "Pickle juice.", True),
        ("juice pickle", "Pickle juice.", True),
        ("pickle lemon", "Pickle juice.", False),
        ("ickle", "Pickle juice.", False),
        ("pick", "Pickle juice.", True),  # the last word may be begun
        ("pi", "Pickle juice.", False),  # but two letters begin too many
        ("pi", "By the number pi.", True),
        ("pick juice", "Pickle juice.", False),
        ("pick ", "Pickle juice.", True),
        ('"pickle juice"', "Pickle juice.", True),
        ('"juice pickle"', "Pickle juice.", False),
        ('"pickle jui"', "Pickle juice.", False),
        ("“pickle juice”", "Pickle juice.", True),
        ('helps "pickle juice', "Pickle juice helps.", True),
        ('"pickle juice" hel', "Pickle juice helps.", True),
        ("muller", "As Dr. Müller said.", True),
        ("MÜLLER", "As Dr. Muller said.", True),
        ("don't", "I don't know.", True),
        ("don’t", "I don't know.", True),
        ("shop.example", "See https://shop.example/x?y=1 now", True),
        ("https://shop.example/x", "See https://shop.example/x?y=1 now", True),
        ("example", "See https://shop.example/x now", True),
        ("placebo", "drug<placebo, p>0.05", True),
        ("café", "In the cafe\u0301.", True),
        ("судороги", "Ночные СУДОРОГИ.", True),
        ("pickle", "", False),
    ],
)
def test_words_and_phrases_are_found(typed, body, is_found):
    make_comment(body or "Other words.")

    assert bool(found(typed)) is is_found


def test_the_name_and_an_edit_that_waits_are_searched_too():
    make_comment("One.", name="Bartholomew")
    make_comment("Two.", proposed_body="Vinegar helps.")

    assert (found("bartholomew"), found("vinegar")) == ({"One."}, {"Two."})


def test_a_whole_address_finds_its_comments_and_a_part_of_one_nobodys():
    make_comment("By mail.", name="A", email="ada@quetzal.example")
    make_comment("Write to ada@quetzal.example!", name="B")
    make_comment("Without an address.", name="C")

    assert found("Ada@Quetzal.example") == {"By mail.", "Write to ada@quetzal.example!"}
    for part in ["ada@quetzal", "ada@", "ada", "quetzal", "@quetzal.example", "ada@quetzal.exampl"]:
        assert "By mail." not in found(part)


@pytest.mark.parametrize(
    "typed",
    ['"', '""', '"" ""', "*", "a*", "pickle OR", "AND", "NOT pickle", "NEAR(", "NEAR(a b, 2)", "'", "''", "\\", "\\'",
     ":", "name:x", "{name body}: x", "(((", "a AND", "-pickle", "^a", "%", "%s", "&|!<->", "a & b", "a:*", "²", "x²",
     "🦵", "\u200b", "_", "a_b", "@", "a@b", "ada@[1.2.3.4]", "w" * 200, '"pickle', "?", "<b>", "\ud7ff", "\ufdd0"],
)  # fmt: skip
def test_nothing_typed_is_an_error(at_the_desk, typed):
    make_comment("Pickle juice.")

    for state in ["", "all"]:
        assert at_the_desk.get(QUEUE, {"q": typed, "state": state}).status_code == 200


def test_a_search_goes_with_the_other_filters_and_finds_what_was_decided(at_the_desk):
    article = make_article()
    waiting, other = make_comment("Pickle.", article=article), make_comment("Lemon.", article=article)
    decided = make_comment("A pickle.", article=article, status="approved")

    assert "A pickle." not in Html(at_the_desk.get(QUEUE, {"q": "pickle"})).main
    page = Html(at_the_desk.get(QUEUE, {"q": "pickle", "state": "approved"})).main
    assert "A pickle." in page
    assert "Lemon." not in page
    assert found("pickle") == {waiting.body, decided.body}
    assert found("lemon") == {other.body}


def test_the_archive_is_searched_by_the_same_words_and_by_addresses_only_for_who_moderates(at_the_desk):
    author = make_person("Olu", user=make_user("olu", group="Author"))
    written = {"email": "ada@quetzal.example", "article": make_article(authors=[author])}
    comment = make_comment("Pickle.", status="approved", **written)
    authors_desk = Client()
    authors_desk.force_login(author.user)

    for typed, found_by_author in [
        ("pick", [comment.pk]),
        ("ickle", []),
        ("ada@quetzal.example", []),
        (" ", [comment.pk]),
    ]:
        assert archived(authors_desk.get(ARCHIVE, {"q": typed})) == found_by_author
    assert archived(at_the_desk.get(ARCHIVE, {"q": "ada@quetzal.example"})) == [comment.pk]


def test_the_reason_for_a_link_leads_to_all_that_wait_with_it(at_the_desk):
    article = make_article()
    bodies = ["See https://olu.example/1", "Or www.olu.example!", "Olu. Example of a cure."]
    first, second, other = (make_comment(body, article=article) for body in bodies)
    first.reasons.create(check_name="link_new", excerpt="olu.example")
    other.reasons.create(check_name="link_new", excerpt="hidden.example")

    links = Html(at_the_desk.get(QUEUE)).all("a")
    [address] = [link.get("href") for link in links if link.get("href").startswith(f"{QUEUE}?q=")]

    assert {first.pk, second.pk} <= set(cards(at_the_desk.get(address)))


def edited(comment):
    comment.edit("Vinegar.", seen=comment.version, verdict=Verdict())


def updated(comment):
    Comment.objects.filter(pk=comment.pk).update(body="Vinegar.", name="")


def saved(comment):
    comment.body = "Vinegar."
    comment.save()


@pytest.mark.parametrize("change", [edited, updated, saved])
def test_whatever_changes_the_words_changes_what_is_found(change):
    comment = make_comment("Pickle juice.")

    change(comment)

    assert (found("pickle"), found("vinegar")) == (set(), {"Vinegar."})


def test_many_that_are_written_at_once_are_found_and_those_deleted_are_not():
    article = make_article()
    Comment.objects.bulk_create(
        Comment(article=article, name="Ada", body=f"Pickle {n}", token=f"{n}") for n in range(3)
    )

    assert len(found("pickle")) == 3
    Comment.objects.filter(body="Pickle 1").delete()
    assert found("pickle") == {"Pickle 0", "Pickle 2"}


def test_a_decision_leaves_the_index_as_it_is(moderator):
    comment = make_comment("Pickle juice.")

    comment.approve(by=moderator)

    assert found("pickle") == {"Pickle juice."}
    assert Comment.objects.get().status == Status.APPROVED


def test_no_table_of_the_index_keeps_a_word_of_what_was_erased(monkeypatch):
    monkeypatch.setattr(retention.merging, "next_at", 0.0)
    comments = [make_comment(f"Zebrafinch quetzal {n}") for n in range(3)]
    assert "etzal" in everything()

    for comment in comments:
        comment.erase()
    while retention.forget():
        pass

    assert found("quetzal") == set()
    assert "etzal" not in everything()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps a log beside its file")
def test_what_was_erased_leaves_the_file_of_the_database(monkeypatch):
    file = Path(connection.settings_dict["NAME"])
    comment = make_comment("Zebrafinch quetzal.")
    index.write_back()
    assert b"quetzal" in file.read_bytes()

    comment.erase()
    monkeypatch.setattr(retention.merging, "next_at", 0.0)
    while retention.forget():
        pass

    assert b"quetzal" not in file.read_bytes()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite makes tables anew to change them")
def test_a_migration_that_takes_the_triggers_away_is_mended():
    comment = make_comment("Pickle juice.")
    with connection.cursor() as cursor:
        for statement in index.SQLITE_BACK:
            cursor.execute(statement)
    Comment.objects.filter(pk=comment.pk).update(body="Vinegar.")

    call_command("migrate", verbosity=0)

    assert (found("pickle"), found("vinegar")) == (set(), {"Vinegar."})
    make_comment("Lemon.")
    assert found("lemon") == {"Lemon."}
