"""Deciding many in the queue at once: ticked, or all that the filters show."""

import pytest

from comments.models import Comment, Decision
from tests.desk import QUEUE, decide_many, followed, text_of, told
from tests.factories import ago, fresh, make_article, make_comment, make_user

pytestmark = pytest.mark.django_db


def test_many_are_taken_back_at_once(at_the_desk):
    comments = [make_comment() for _ in range(3)]
    decide_many(at_the_desk, "approved", *comments)
    batch = Decision.objects.first().batch

    at_the_desk.post(f"{QUEUE}undo/", {"batch": batch})

    assert {fresh(comment).status for comment in comments} == {"waiting"}
    assert "Undone: 3 wait again." in text_of(at_the_desk.get(QUEUE))


def test_the_result_of_many_says_what_became_of_each(at_the_desk):
    ana, article = make_user(first_name="Ana"), make_article()
    comments = [make_comment(f"Number {n}.", article=article) for n in range(6)]
    for rejected in comments[:2]:
        fresh(rejected).reject(by=ana)
    fresh(comments[2]).change_words(body="Edited.", edited_at=ago())
    fresh(comments[3]).withdraw()

    page = followed(at_the_desk, decide_many(at_the_desk, "approved", *comments))

    assert (
        "2 approved, 2 already rejected by Ana, 1 edited since you looked, 1 taken back by the writer. "
        "Those were left as they were."
    ) in page
    assert "Undo the 2" in page
    assert "Left as they are: 4" in page
    assert [fresh(c).status for c in comments] == [
        "rejected", "rejected", "waiting", "withdrawn", "approved", "approved",
    ]  # fmt: skip


def test_pressing_decide_with_nothing_ticked_or_nothing_chosen_changes_nothing(at_the_desk):
    comment = make_comment()

    assert told(decide_many(at_the_desk, "approved")) == ["Nothing was selected; nothing was done."]
    assert "Choose what to do" in told(decide_many(at_the_desk, "", comment))[-1]
    assert fresh(comment).status == "waiting"


@pytest.mark.parametrize("pick", ["x", "1", "1.x", "-1.0", "w1", "1.9999999999999999999999", "%00"])
def test_a_tick_that_is_none_breaks_nothing(at_the_desk, pick):
    assert at_the_desk.post(f"{QUEUE}decide-many/", {"pick": pick, "decision": "spam"}).status_code == 303


def test_all_on_this_page_are_ticked_without_a_script(at_the_desk):
    for _ in range(3):
        make_comment()

    response = at_the_desk.post(f"{QUEUE}decide-many/", {"select": "page", "here": "order=oldest"})

    assert response["Location"] == f"{QUEUE}?order=oldest&ticked=page#queue"
    assert at_the_desk.get(f"{QUEUE}?ticked=page").text.count(" checked><span") == 3


def test_more_than_25_are_asked_about_once_more(at_the_desk):
    article = make_article()
    comments = [make_comment(article=article) for _ in range(26)]

    asked = decide_many(at_the_desk, "approved", *comments)
    assert "Approve 26 comments?" in text_of(asked)
    assert "They will be public at once." in text_of(asked)
    assert not Decision.objects.exists()

    decide_many(at_the_desk, "approved", *comments, sure="on")
    assert Comment.objects.approved().count() == 26


def decide_all(client, decision, here="", **fields):
    sent = {"select": "all", "decision": decision, "here": here}
    return client.post(f"{QUEUE}decide-many/", sent | fields)


def test_choosing_all_acts_on_what_the_filters_show_and_nothing_else(at_the_desk):
    article = make_article("Night cramps")
    waiting, elsewhere = [make_comment(article=article) for _ in range(60)], make_comment()
    decided = [make_comment(article=article, status=status) for status in ["approved", "spam", "withdrawn"]]

    asked = decide_all(at_the_desk, "rejected:advert", "article=Night+cramps")
    assert "All 60: what to do with them?" in text_of(asked)
    assert not Decision.objects.exists()
    page = followed(at_the_desk, decide_all(at_the_desk, "rejected:advert", "article=Night+cramps", sure="on"))

    assert "60 rejected." in page
    assert {fresh(comment).status for comment in waiting} == {"rejected"}
    assert {decision.code for decision in Decision.objects.all()} == {"advert"}
    assert fresh(elsewhere).status == "waiting"
    assert [fresh(comment).status for comment in decided] == ["approved", "spam", "withdrawn"]


def test_what_nobody_has_read_is_not_approved(at_the_desk):
    make_comment()

    response = decide_all(at_the_desk, "approved", sure="on")

    assert "You have not read them all, so they cannot be approved at once." in text_of(response)
    assert '<option value="approved"' not in response.text
    assert not Decision.objects.exists()


def test_ten_thousand_go_on_from_the_last_thousand_and_leave_what_came_later(at_the_desk, monkeypatch):
    monkeypatch.setattr("comments.queue.bulk.CHUNK", 2)
    article = make_article()
    comments = [make_comment(article=article) for _ in range(5)]
    first = decide_all(at_the_desk, "spam", sure="on")
    later = make_comment(article=article)
    fresh(comments[4]).change_words(body="Edited.", edited_at=ago())

    page = followed(at_the_desk, first)
    assert "2 of 5 marked as spam so far; the others still as they were." in page
    again = at_the_desk.get(first["Location"])  # opened again, it stands where it stood
    assert "2 of 5" in text_of(again)
    second = at_the_desk.post(f"{QUEUE}decide-many/", {"job": again.context_data["job"].token})

    assert "4 marked as spam, 1 edited since you looked." in followed(at_the_desk, second)
    assert [fresh(c).status for c in [*comments, later]] == ["spam"] * 4 + ["waiting"] * 2


def test_a_job_that_this_site_did_not_write_is_refused(at_the_desk):
    response = at_the_desk.post(f"{QUEUE}decide-many/", {"job": "e30:forged"})

    assert response["Location"] == f"{QUEUE}#queue"
    assert at_the_desk.get(f"{QUEUE}batch/b/?job=x&left=x.1,,1.2").status_code == 200


def test_a_thousand_are_decided_by_as_few_queries_as_a_few(at_the_desk, django_assert_max_num_queries):
    article = make_article()
    Comment.objects.bulk_create(Comment(article=article, name="Ada", body=f"{n}") for n in range(1000))
    article.refresh_from_db()

    with django_assert_max_num_queries(12):  # four of them ask who it is
        decide_all(at_the_desk, "spam", sure="on")

    assert Comment.objects.filter(status="spam").count() == 1000
