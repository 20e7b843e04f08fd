"""The record: read by staff, written by the one door alone."""

import ast
from pathlib import Path

import pytest
from django.db import transaction

from comments.models import Comment, Decision
from comments.models.door import PastTheDoor
from tests.factories import ago, fresh, make_article, make_comment, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db

RECORD = "/admin/comments/decision/"
COLUMNS = 6
TOP = Path(__file__).resolve().parent.parent


def lines(client, query=""):
    """The rows of the log as they are read: [when, who, comment, change, why, undone]."""
    page = Html(client.get(RECORD + query))
    cells = [[" ".join("".join(cell.itertext()).split()) for cell in row.findall("{*}td")] for row in page.all("tr")]
    return [row for row in cells if len(row) == COLUMNS]


def test_each_decision_stands_there_in_words_newest_first(at_the_desk, moderator):
    ana = make_user("ana", first_name="Ana", last_name="Ruiz")
    comment = make_comment(article=make_article("Night cramps"))
    comment.reject(by=moderator, code="advert", reason="A shop’s own words.", made_at=ago(hours=2))
    comment.approve(by=ana, made_at=ago(hours=1))
    Comment.objects.filter(pk=make_comment().pk).get().mark_as_spam(by=None, code="screening")

    third, second, first = lines(at_the_desk)

    assert first[1:] == [
        "Mara Lind", "Ada on “Night cramps”", "Waiting → Rejected", "Advertising – A shop’s own words.", "No",
    ]  # fmt: skip
    assert second[1:] == ["Ana Ruiz", "Ada on “Night cramps”", "Rejected → Approved", "-", "No"]
    assert third[1] == "The screening"
    assert third[4] == "The screening took it for spam"


def test_what_was_taken_back_says_so_and_so_does_what_took_it(at_the_desk, moderator):
    comment = make_comment()
    comment.approve(by=moderator)
    Comment.objects.undo([comment.last_decision], by=moderator)

    assert [line[-1] for line in lines(at_the_desk)] == ["It takes a decision back", "Yes"]


def test_it_is_filtered_by_who_what_why_when_and_by_comment(at_the_desk, moderator):
    ana = make_user("ana", first_name="Ana")
    one, two, three = (make_comment(name=name) for name in ["One", "Two", "Three"])
    one.reject(by=moderator, code="advert")
    two.approve(by=ana)
    three.mark_as_spam(by=None, code="screening", made_at=ago(days=40))

    def names(query):
        return [line[2].split()[0] for line in lines(at_the_desk, query)]

    assert names(f"?by={ana.pk}") == ["Two"]
    assert names("?by=nobody") == ["Three"]
    assert names("?after__exact=rejected") == ["One"]
    assert names("?code=screening") == ["Three"]
    assert names(f"?comment={two.pk}") == ["Two"]
    assert names(f"?made_at__gte={ago(days=2):%Y-%m-%d} 00:00:00%2B00:00") == ["Two", "One"]
    assert f"{RECORD}?comment={one.pk}" in at_the_desk.get(f"/admin/comments/comment/{one.pk}/change/").text


@pytest.mark.parametrize("query", ["?by=x", "?comment=x", "?comment=99999999999999999999", "?by=0", "?code=x"])
def test_a_filter_that_fits_nothing_says_so(at_the_desk, moderator, query):
    make_comment().approve(by=moderator)

    assert "No decision fits these filters." in at_the_desk.get(RECORD + query).text


@pytest.mark.parametrize("lookup", ["comment__token__startswith", "comment__email__startswith", "by__password__gte"])
def test_nothing_can_be_guessed_by_other_filters(at_the_desk, moderator, lookup):
    make_comment().approve(by=moderator)

    assert at_the_desk.get(f"{RECORD}?{lookup}=a").status_code == 400


@pytest.mark.parametrize("who", ["moderator", "superuser"])
def test_nobody_adds_changes_or_deletes_there(client, moderator, who):
    user = moderator if who == "moderator" else make_user(is_superuser=True)
    client.force_login(user)
    comment = make_comment()
    comment.approve(by=moderator)
    decision = comment.last_decision
    before = list(Decision.objects.values())

    answers = [
        client.get(f"{RECORD}add/"),
        client.post(f"{RECORD}add/", {"comment": comment.pk, "before": "waiting", "after": "spam"}),
        client.post(f"{RECORD}{decision.pk}/change/", {"reason": "Other", "after": "spam"}),
        client.post(f"{RECORD}{decision.pk}/delete/", {"post": "yes"}),
    ]
    client.post(RECORD, {"action": "delete_selected", "_selected_action": decision.pk, "post": "yes"})

    assert [answer.status_code for answer in answers] == [403] * 4
    assert list(Decision.objects.values()) == before
    assert client.get(f"{RECORD}{decision.pk}/change/").status_code == 200


@pytest.mark.parametrize(("group", "status"), [("Moderator", 200), ("Editor", 200), ("Author", 403), (None, 403)])
def test_who_may_read_it(client, group, status):
    client.force_login(make_user(group=group))

    assert client.get(RECORD).status_code == status


def test_an_empty_record_says_so(at_the_desk):
    assert "Nothing was decided yet." in at_the_desk.get(RECORD).text


@pytest.mark.parametrize("number", [3, 40])
def test_a_page_takes_as_many_queries_for_many_as_for_few(
    at_the_desk, moderator, django_assert_max_num_queries, number
):
    article = make_article()
    for _ in range(number):
        make_comment(article=article).approve(by=moderator)
    at_the_desk.get(RECORD)

    with django_assert_max_num_queries(8):
        assert len(lines(at_the_desk)) == number


def test_the_last_page_is_never_counted_to(at_the_desk, moderator, monkeypatch):
    monkeypatch.setattr("cramps_site.lib.desk.MOST", 60)
    article = make_article()
    comments = [make_comment(article=article) for _ in range(70)]
    Comment.objects._decide({c.pk: 0 for c in comments}, "approved", by=moderator)

    assert (len(lines(at_the_desk)), len(lines(at_the_desk, "?p=2"))) == (50, 10)
    assert "These are the newest 60 that fit; older ones are found by the filters." in at_the_desk.get(RECORD).text


def test_a_status_is_changed_past_the_door_by_nobody(moderator):
    comment, known = make_comment(), make_comment()
    known.approve(by=moderator)
    stale = Comment.objects.get(pk=comment.pk)
    comment.approve(by=moderator)

    with pytest.raises(PastTheDoor):
        Comment.objects.filter(pk=comment.pk).update(status="spam")
    with pytest.raises(PastTheDoor):
        stale.save()
    with pytest.raises(PastTheDoor), transaction.atomic():
        Comment.objects.bulk_update([stale], ["status"])
    known.save()
    assert statuses_of(comment, known) == ["approved", "approved"]


def statuses_of(*comments):
    return [fresh(comment).status for comment in comments]


def test_no_other_code_writes_states_or_the_record():
    """In the sources: `_record` is called by the door alone, and `status` is stored by it and by new comments."""
    files = [path for path in (TOP / "comments").rglob("*.py") if "migrations" not in path.parts]
    found = {path.name: set(writes(ast.parse(path.read_text()))) for path in files}

    assert {name: acts for name, acts in found.items() if acts} == {"door.py": {"_record"}}


def writes(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"_record", "_raw_delete"} and "super" not in ast.unparse(node.func):
                yield from {node.func.attr} - {"_raw_delete"}
            if node.func.attr in {"update", "change_words"} and any(word.arg == "status" for word in node.keywords):
                yield ast.unparse(node)
