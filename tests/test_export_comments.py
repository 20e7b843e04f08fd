"""Comments as files: what stands in them, what does not, and back again."""

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from comments.models import Comment
from tests.factories import ago, make_article, make_comment, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(tmp_path):
    def export(format, **options):
        path = tmp_path / f"comments.{format}"
        call_command("export_comments", str(path), format=format, **options)
        text = path.read_text("utf-8")
        return json.loads(text) if format == "json" else list(csv.DictReader(text.splitlines()))

    return export


@pytest.mark.parametrize("format", ["json", "csv"])
def test_only_what_readers_see_and_no_address(export, format):
    article = make_article(slug="night")
    first = make_comment("Seen.", article=article, status="approved", email="ada@example.org")
    make_comment("Answer.", article=article, parent=first, status="approved")
    make_comment("Waits.", article=article)

    one, two = export(format)

    assert (one["article"], one["name"], one["body"], one["state"]) == ("night", "Ada", "Seen.", "approved")
    assert (one["in_reply_to"], two["in_reply_to"]) == ("", one["id"])
    assert one["address"] == f"http://testserver/articles/night/#comment-{first.pk}"
    assert "email" not in one


def test_each_address_leads_to_the_comment_itself_on_whatever_page_it_stands(export, client):
    article = make_article()
    threads = [make_comment(f"Thread {n}.", article=article, status="approved") for n in range(52)]
    for n in range(5):
        make_comment(f"Reply {n}.", article=article, parent=threads[51], status="approved")

    rows = export("json")

    assert len(rows) == 57
    for row in rows:
        address, _, anchor = row["address"].removeprefix("http://testserver").partition("#")
        assert f'id="{anchor}"' in client.get(address).text
        assert row["body"] in client.get(address).text


def test_what_nobody_can_read_has_no_address(export):
    make_comment(status="rejected")

    [row] = export("json", state=["rejected"])

    assert row["address"] == ""


def test_states_days_and_addresses_as_asked(export):
    make_comment("Old.", status="spam", posted_at=ago(days=9))
    make_comment("Waits.", email="ada@example.org", posted_at=ago(days=1))
    make_comment("Spam.", status="spam", posted_at=ago(days=1))
    make_comment("Seen.", status="approved")

    found = export("json", state=["waiting", "spam"], since=f"{ago(days=3):%Y-%m-%d}", with_addresses=True)

    assert {(row["body"], row["email"]) for row in found} == {("Waits.", "ada@example.org"), ("Spam.", "")}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_spreadsheet_finds_no_formula(export, cell):
    make_comment(cell, name=cell, status="approved")

    (row,) = export("csv")

    assert (row["name"], row["body"]) == (f"'{cell}", f"'{cell}")
    assert export("json")[0]["body"] == cell


def test_nothing_is_a_list_without_comments_and_a_table_with_its_head(export):
    assert export("json") == []
    assert export("csv") == []


def test_what_was_exported_comes_back_as_it_was(export, tmp_path, capsys):
    article, person = make_article(slug="night"), make_person("Ines")
    first = make_comment("a < b\n\n<3 & =1 ‘q’", article=article, status="approved", email="ada@example.org")
    make_comment("Answer.", article=article, parent=first, status="approved", person=person, name="Ines")
    make_comment("Waits.", article=article)
    make_comment("Spam.", article=article, status="spam")
    everything = {"state": Comment.Status.values, "with_addresses": True}
    before = export("json", **everything)

    call_command("import_comments", str(tmp_path / "comments.json"))
    assert "4  here already" in capsys.readouterr().out
    Comment.objects.update(parent=None, thread=None)
    Comment.objects.all().delete()
    call_command("import_comments", str(tmp_path / "comments.json"))

    without_address = [{k: v for k, v in row.items() if k != "address"} for row in before]
    assert [{k: v for k, v in row.items() if k != "address"} for row in export("json", **everything)] == without_address


def test_a_day_or_a_path_that_is_none_is_named(tmp_path):
    with pytest.raises(CommandError, match="yesterday is no day"):
        call_command("export_comments", str(tmp_path / "x"), format="csv", since="yesterday")
    with pytest.raises(CommandError, match="not written, Is a directory"):
        call_command("export_comments", str(tmp_path), format="csv")


@pytest.mark.parametrize("number", [2, 20])
def test_one_query_for_any_number_and_one_for_where_they_stand(export, django_assert_num_queries, number):
    article = make_article()
    for _ in range(number):
        make_comment(article=article, status="approved")

    with django_assert_num_queries(2):
        export("json")
