"""The public page of figures: what became of readers' comments, in counts that are true."""

from datetime import timedelta

import pytest

from comments.counting import are_old, count
from comments.models import Comment, CountedFigures, QueuedFor
from tests.factories import ago, make_article, make_comment, make_person, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db

ADDRESS = "/house-rules/figures/"
HOUR = timedelta(hours=1)


@pytest.fixture
def read(client):
    """{name of a row: its cells}, of the table of spans and that of months."""

    def read():
        count()
        page = Html(client.get(ADDRESS))
        rows = [row for row in page.all("tr") if any(cell.tag.endswith("}td") for cell in row)]
        cells = [["".join(cell.itertext()).strip() for cell in row if isinstance(cell.tag, str)] for row in rows]
        return {name: found for name, *found in cells}

    return read


def decided(decide, *, by, posted=2, wait=HOUR, **why):
    comment = make_comment(posted_at=ago(days=posted))
    getattr(comment, decide)(by=by, made_at=comment.posted_at + wait, **why)
    return comment


def test_each_comment_counts_once_where_it_stands_now(read, moderator):
    decided("approve", by=moderator)
    decided("approve", by=moderator, posted=40)
    decided("reject", by=moderator, code="advert")
    decided("mark_as_spam", by=moderator)
    again = decided("reject", by=moderator, code="insult")
    again.reject(by=moderator)
    again.approve(by=moderator)
    make_comment().withdraw()
    make_comment()

    rows = read()

    assert rows["Received"] == ["6", "7"]
    assert rows["Approved"] == ["2", "3"]
    assert [rows[name][0] for name in ["Rejected", "Spam", "Withdrawn by their writers", "Still waiting"]] == ["1"] * 4


def test_answers_of_the_house_and_imports_are_not_readers_comments(read, moderator):
    make_comment(person=make_person(), status="approved")
    make_comment(imported_from="wordpress:old.example:1", status="approved")

    assert read()["Received"] == ["0", "0"]


def test_reasons_are_told_in_words_the_most_frequent_first(client, moderator):
    for code in ["insult", "advert", "advert", ""]:
        decided("reject", by=moderator, code=code)
    other = decided("reject", by=moderator, code="said")
    other.approve(by=moderator)
    count()

    page = Html(client.get(ADDRESS)).main

    assert "Last 30 days Advertising: 2 Insult: 1 No reason given: 1 In all" in page
    assert "Already said" not in page


def test_of_nine_decisions_no_time_is_said_and_of_ten_the_very_one(read, moderator):
    for hours in range(1, 10):
        decided("approve", by=moderator, wait=hours * HOUR)
    assert read()["Half were decided within"] == ["too few to say"] * 2

    decided("reject", by=moderator, wait=10 * HOUR)

    rows = read()
    assert rows["Half were decided within"] == ["5 hours", "5 hours"]
    assert rows["Nine in ten within"] == ["9 hours", "9 hours"]


def test_months_stand_newest_first_and_a_year_back(read, moderator):
    for days in [1, 200, 500]:
        decided("approve", by=moderator, posted=days)

    months = [name for name in read() if name[-4:].isdigit()]

    assert months == [f"{ago(days=1):%B %Y}", f"{ago(days=200):%B %Y}"]


def test_appeals_and_edits_count_when_decided_and_not_when_undone(read, moderator):
    ana = make_user("ana")
    for by, verdict in [(ana, "approve"), (ana, "reject")]:
        comment = decided("reject", by=moderator, code="insult")
        comment.change_words(appeal="I meant it kindly.", queued_at=ago(), queued_for=QueuedFor.APPEAL)
        getattr(comment, verdict)(by=by)
    for verdict in ["approve", "reject", "approve"]:
        comment = decided("approve", by=moderator)
        comment.change_words(proposed_body="Other words.", queued_at=ago(), queued_for=QueuedFor.EDIT)
        getattr(comment, verdict)(by=moderator)
    Comment.objects.undo([comment.last_decision], by=moderator)

    rows = read()

    assert rows["Appeals decided"] == ["2, 1 for the writer"] * 2
    assert rows["Edits decided"] == ["2, 1 accepted"] * 2


def test_nothing_yet_is_said_in_words(client, read):
    assert read()["Received"] == ["0", "0"]
    page = Html(client.get(ADDRESS)).main
    assert "None was rejected." in page
    assert "No comment was sent in the last 12 months." in page


def test_no_name_and_no_word_of_anybody_stands_there(client, moderator):
    make_comment("Unmistakable.", name="Zebulon").reject(by=moderator, code="advert", reason="Dear Zebulon")
    count()

    page = client.get(ADDRESS).text

    for said in ["Unmistakable", "Zebulon", "Mara", "Lind"]:
        assert said not in page


def test_the_house_rules_lead_there_and_any_cache_may_hold_it(client):
    assert ADDRESS in client.get("/house-rules/").text
    answer = client.get(ADDRESS)
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("number", [1, 30])
def test_counting_takes_the_same_few_queries_for_any_number_and_reading_two(
    client, moderator, django_assert_num_queries, django_assert_max_num_queries, number
):
    article = make_article()
    for days in range(number):
        comment = make_comment(article=article, posted_at=ago(days=10 * days + 1))
        comment.reject(by=moderator, code="advert", made_at=comment.posted_at + HOUR)
    CountedFigures.objects.create(counted_at=ago(), took=1, figures={})

    with django_assert_max_num_queries(3 * 4 + 6):  # three spans; the row is locked and written, in a transaction
        count()
    with django_assert_num_queries(2):  # it, and the menu
        client.get(ADDRESS)


def test_before_it_was_counted_the_page_says_so(client):
    assert "Nothing was counted yet." in Html(client.get(ADDRESS)).main


@pytest.mark.parametrize(
    ("took", "age", "old"),
    [(1, 9, False), (1, 10, True), (90, 29, False), (90, 30, True)],  # seconds, minutes
)
def test_it_is_counted_anew_after_ten_minutes_or_twenty_times_as_long_as_it_took(took, age, old):
    CountedFigures.objects.create(counted_at=ago(minutes=age), took=took, figures={})

    assert are_old() is old


def test_what_was_never_counted_is_counted():
    assert are_old()
