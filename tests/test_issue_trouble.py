"""The part of an issue's page that says whose letters failed, with what words, and whose may have arrived."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.models import Delivery, Issue
from tests.factories import make_user
from tests.sending import became_of, make_issue_on_its_way
from tests.subscribers import all_rows

pytestmark = pytest.mark.django_db
ANSWERS = {"550 5.1.1": "550 5.1.1 No such mailbox", "552 5.2.2": "552 5.2.2 <b>Full</b>", "": ""}
UNKNOWN = ["", "x", "0", "99999999999999999999", "\0", "550 5.1.1\0"]


def address(issue, page="progress"):
    return f"/admin/newsletter/issue/{issue.pk}/{page}/"


def words_of(response):
    return " ".join(unescape(re.sub("<[^>]*>", " ", response.text)).split())


def make_failures(number, *, domain="example.org"):
    """An issue of which `number` letters failed, answered by each of ANSWERS in turn."""
    made = make_issue_on_its_way([f"reader{n}@{domain}" for n in range(number)])
    rows = list(made.deliveries.all())
    for n, row in enumerate(rows):
        code = list(ANSWERS)[n % len(ANSWERS)]
        row.status, row.attempts, row.code, row.error = "failed", 1, code, ANSWERS[code]
    Delivery.objects.bulk_update(rows, ["status", "attempts", "code", "error"], batch_size=500)
    return made


def make_doubts(number):
    made = make_issue_on_its_way([f"reader{n}@example.org" for n in range(number)])
    made.deliveries.update(status="uncertain", error="Connection reset")
    return made


def test_each_answer_stands_there_with_its_meaning_and_each_address_with_the_words(desk):
    page = words_of(desk.get(address(make_failures(4))))

    assert "550 5.1.1 : 2 letters. The mailbox does not exist." in page
    assert "552 5.2.2 : 1 letter. Not now." in page
    assert "No code : 1 letter. Not known." in page
    assert "reader0@example.org 550 5.1.1 No such mailbox 1 try" in page
    assert "reader1@example.org 552 5.2.2 <b>Full</b> 1 try" in page
    assert "reader2@example.org It said nothing. 1 try" in page
    assert "Nothing is in doubt." in page


def test_nothing_failed_and_nothing_is_in_doubt(desk):
    page = words_of(desk.get(address(make_issue_on_its_way(["ada@example.org"]))))

    assert "What could not be delivered Nothing so far." in page
    assert "What may have arrived Nothing is in doubt." in page


def test_those_of_one_answer_are_shown_alone_a_page_after_the_other(desk):
    issue = make_failures(3 * 60)
    seen, next_page = [], f"{address(issue)}?answer=550+5.1.1"
    while next_page:
        answer = desk.get(next_page)
        rows = [row.address for row in answer.context["failed"].rows]
        seen += rows
        after = answer.context["failed"].next
        next_page = after and f"{address(issue)}?answer=550+5.1.1&failed={after}"
        assert not next_page or f"?answer=550%205.1.1&amp;failed={after}#whose" in answer.text
        assert 0 < len(rows) <= 50

    assert seen == [f"reader{n}@example.org" for n in range(0, 180, 3)]
    assert [row.code for row in desk.get(f"{address(issue)}?answer=").context["failed"].rows] == [""] * 50


def test_behind_the_last_one_the_page_says_so(desk):
    issue = make_failures(1)
    issue.deliveries.update(status="uncertain")
    other = make_failures(1, domain="example.net")

    behind = f"?failed={10**9}&uncertain={10**9}"

    assert "None is left here. Begin again" in words_of(desk.get(address(issue) + behind))
    assert "None is left here. Begin again" in words_of(desk.get(address(other) + behind))


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_an_answer_or_a_place_that_is_none_shows_them_all(desk, unknown):
    issue = make_failures(2)

    page = desk.get(address(issue), {"answer": unknown or "no such", "failed": unknown, "uncertain": unknown})

    assert len(page.context["failed"].rows) == 2


def test_all_of_one_answer_are_tried_again(desk):
    issue = make_failures(6)
    desk.post(address(issue, "retry"), {"code": "450 4.2.1"})
    assert set(became_of(issue).values()) == {"failed"}

    said = desk.post(address(issue, "retry"), {"code": "550 5.1.1"}, follow=True)

    assert "Tried again: 2." in words_of(said)
    assert [name for name, status in became_of(issue).items() if status == "waiting"] == ["reader0", "reader3"]


def test_chosen_ones_are_tried_again_and_nothing_else(desk):
    issue, other = make_failures(3), make_issue_on_its_way(["else@example.org"])
    other.deliveries.update(status="failed")
    picks = [issue.deliveries.get(address="reader1@example.org").pk, other.deliveries.get().pk]

    said = desk.post(address(issue, "retry"), {"delivery": picks}, follow=True)

    assert "Tried again: 1." in words_of(said)
    assert became_of(issue) == {"reader0": "failed", "reader1": "waiting", "reader2": "failed"}
    assert became_of(other) == {"else": "failed"}
    assert str(issue.steps.get().by) == "nele"


def test_a_code_that_no_server_gives_is_that_of_no_letter(desk):
    issue = make_failures(3)

    said = desk.post(address(issue, "retry"), {"code": ["550 5.1.1\0", "x" * 5000]}, follow=True)

    assert "Nothing was changed" in words_of(said)
    assert set(became_of(issue).values()) == {"failed"}


@pytest.mark.parametrize("page", ["retry", "settle"])
@pytest.mark.parametrize("delivery", [None, *UNKNOWN])
def test_where_nothing_is_chosen_nothing_is_changed(desk, page, delivery):
    issue = make_failures(3)
    issue.deliveries.filter(address="reader2@example.org").update(status="uncertain")
    before = became_of(issue)

    said = desk.post(address(issue, page), {"delivery": delivery} if delivery is not None else {}, follow=True)

    assert "Nothing was changed: nothing was chosen" in words_of(said)
    assert became_of(issue) == before


def test_nobody_gets_what_was_cancelled(desk):
    issue = make_failures(1)
    issue.cancel(by=None)

    said = desk.post(address(issue, "retry"), {"code": "550 5.1.1"}, follow=True).text

    assert "Nothing was changed" in said
    assert "Try these again" not in said
    assert became_of(issue) == {"reader0": "failed"}


def test_who_looks_but_does_not_send_sees_the_words_and_no_button(client):
    user = make_user("otto", group="Newsletter manager")
    user.groups.get().permissions.remove(*user.groups.get().permissions.filter(codename="send_issue"))
    client.force_login(user)
    issue = make_failures(3)
    issue.deliveries.filter(address="reader2@example.org").update(status="uncertain")

    page = client.get(address(issue)).text

    assert "reader0@example.org" in page
    assert "reader2@example.org" in page
    assert "ry the" not in page
    assert "They arrived" not in page
    assert client.post(address(issue, "retry"), {"code": ""}).status_code == 403


@pytest.mark.parametrize(("arrived", "status"), [("yes", "sent"), ("no", "failed")])
def test_a_person_settles_those_that_may_have_arrived(desk, arrived, status):
    issue = make_doubts(3)
    rows = list(issue.deliveries.all())
    page = words_of(desk.get(address(issue)))
    assert "Of 3 letters only the mail server knows" in page
    assert f"reader0@example.org {rows[0].message_id()}" in page
    assert ": Connection reset" in page

    desk.post(address(issue, "settle"), {"delivery": [row.pk for row in rows[:2]], "arrived": arrived})
    desk.post(address(issue, "settle"), {"delivery": rows[0].pk, "arrived": "yes"})

    assert list(became_of(issue).values()) == [status, status, "uncertain"]
    assert (
        str(issue.steps.get().why) == f"2 that may have arrived: {'arrived' if arrived == 'yes' else 'did not arrive'}."
    )


def test_those_in_doubt_are_shown_fifty_at_a_time_with_their_total(desk):
    issue = make_doubts(60)

    first = desk.get(address(issue))
    second = desk.get(f"{address(issue)}?uncertain={first.context['uncertain'].next}")

    assert "Of 60 letters" in words_of(first)
    assert [len(page.context["uncertain"].rows) for page in [first, second]] == [50, 10]


def test_ten_thousand_failures_cost_the_page_no_more_than_one(desk):
    few, many = make_failures(1), make_failures(10_000, domain="example.net")
    desk.get(address(few))
    before = all_rows()

    with CaptureQueriesContext(connection) as of_few:
        desk.get(address(few))
    with CaptureQueriesContext(connection) as of_many:
        page = desk.get(address(many))

    assert len(of_many) == len(of_few) <= 20
    assert len(page.content) < 100_000
    assert all_rows() == before


def test_what_servers_make_up_is_shown_as_far_as_it_goes(desk):
    issue = make_issue_on_its_way([f"reader{n}@example.org" for n in range(40)])
    for n, row in enumerate(issue.deliveries.all()):
        issue.deliveries.filter(pk=row.pk).update(status="failed", code=f"5{n:02} 5.{n}.0")

    assert len(desk.get(address(issue)).context["answers"]) == 30
    assert Issue.objects.get().status == "sending"
