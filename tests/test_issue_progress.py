"""The page that shows how far an issue is: figures that balance, and what its sender may do meanwhile."""

import csv
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.models import Delivery, Issue, ListStep
from newsletter.progress import Progress
from tests.factories import ago, make_user
from tests.issue_audience import scheduled
from tests.sending import make_issue_on_its_way
from tests.subscribers import all_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    """One of each state, and one left out."""
    made = make_issue_on_its_way([f"{status}@example.org" for status in Delivery.Status.values])
    for status in Delivery.Status.values:
        made.deliveries.filter(address=f"{status}@example.org").update(status=status)
    made.deliveries.filter(status="failed").update(code="550 5.7.1", error="=HYPERLINK(1)")
    made.deliveries.filter(status="excluded").update(excluded_because="left", address="")
    return made


def address(issue, page="progress"):
    return f"/admin/newsletter/issue/{issue.pk}/{page}/"


def test_every_subscriber_stands_in_one_line_and_the_lines_add_up(desk, issue):
    page = desk.get(address(issue)).text

    for line in ["Waiting", "Being sent", "Sent", "Later again", "Failed", "May have arrived", "Left out: have left"]:
        assert line in page
    assert "All 7 as CSV" in page
    assert "550 5.7.1" in page


def test_a_sender_pauses_goes_on_and_cancels_after_being_asked(desk, issue):
    desk.post(address(issue, "pause"))
    assert Issue.objects.get().status == "paused"
    desk.post(address(issue, "resume"))
    assert Issue.objects.get().status == "sending"
    assert "This cannot be undone." in desk.get(address(issue, "cancel")).text
    assert Issue.objects.get().status == "sending"

    desk.post(address(issue, "cancel"))

    assert Issue.objects.get().status == "cancelled"
    assert [str(step.by) for step in issue.steps.all()] == ["nele"] * 3


def figures(desk, issue):
    """What the page's script asks for while the issue is under way."""
    return desk.get(address(issue), headers={"Accept": "text/vnd.cramps.figures"}).text


def test_the_figures_alone_are_those_of_the_page(desk, issue):
    page, part = desk.get(address(issue)).text, figures(desk, issue)

    assert part.startswith('<div id="figures"')
    assert "What may have arrived" in page
    assert "What may have arrived" not in part
    lines = re.findall('<th scope="row">.*', part)
    assert len(lines) == 8
    assert lines == re.findall('<th scope="row">.*', page)[:8]


@pytest.mark.parametrize(
    ("status", "sending", "again"),
    [("sending", 0, 2), ("paused", 1, 2), ("paused", 0, 0), ("finished", 0, 0), ("cancelled", 1, 2)],
)
def test_newer_figures_are_asked_for_while_something_moves(desk, issue, status, sending, again):
    Issue.objects.update(status=status)
    if not sending:
        issue.deliveries.filter(status="sending").update(status="sent")

    assert f'data-again="{again}"' in figures(desk, issue)


def test_an_issue_whose_time_has_come_is_watched_from_before_its_list_is_frozen(desk):
    issue = scheduled()
    assert 'data-again="2"' in figures(desk, issue)

    Issue.objects.update(send_at=ago(hours=-1))

    assert 'data-again="0"' in figures(desk, issue)


def test_the_longer_the_list_the_less_often_it_is_counted():
    on_its_way = Issue(status=Issue.Status.SENDING)

    assert [Progress(on_its_way, {"sent": sent}, 0).look_again for sent in [100_000, 10_000_000]] == [2, 22]


def test_what_is_read_out_is_another_sentence_with_each_tenth_only(desk):
    issue = make_issue_on_its_way([f"reader{number}@example.org" for number in range(30)])
    heard = []
    for row in issue.deliveries.all():
        issue.deliveries.filter(pk=row.pk).update(status="sent")
        heard.append(re.search('role="status">([^<]*)<', figures(desk, issue))[1])

    assert heard[0] == "Being sent: 30 letters."
    assert heard[-1] == "Being sent: 100 % or more of 30 letters have arrived at a mail server."
    assert len(set(heard)) == 11


def test_the_pace_is_that_of_the_last_minute_of_this_issue(desk, issue):
    other = make_issue_on_its_way([f"reader{number}@example.org" for number in range(90)])
    other.deliveries.update(status="sent", claimed_at=ago(), sent_at=ago())
    other.deliveries.filter(pk=other.deliveries.first().pk).update(claimed_at=ago(minutes=2), sent_at=ago(minutes=2))
    waiting = other.deliveries.all()[60:]
    other.deliveries.filter(pk__in=[row.pk for row in waiting]).update(status="waiting")

    said = figures(desk, other)

    assert "<b>1.0</b> a second" in said
    assert "<b>30</b> less than a minute" in said
    assert "<b>0.0</b> a second" in figures(desk, issue)


def test_a_paused_issue_says_who_paused_it_and_why(desk, issue):
    issue.pause(why="Six of a hundred met no mailbox.")
    assert "by the site itself: Six of a hundred met no mailbox." in figures(desk, issue)

    issue.resume(by=None)
    desk.post(address(issue, "pause"))

    assert "by nele." in figures(desk, issue)


def test_the_figures_take_few_queries_however_long_the_list(desk, issue):
    figures(desk, issue)

    with CaptureQueriesContext(connection) as captured:
        figures(desk, issue)

    assert len(captured) <= 10


def test_the_csv_is_a_post_and_recorded(desk, issue):
    assert desk.get(address(issue, "deliveries.csv")).status_code == 405
    assert not ListStep.objects.exists()

    desk.post(address(issue, "deliveries.csv"))  # and whoever breaks it off has read no line

    step = ListStep.objects.get()
    assert (step.what, step.by.username) == ("Exported the 7 of “Cramps at night”", "nele")


def test_who_may_look_at_an_issue_gets_no_addresses_as_a_file(client, issue):
    looker = make_user()
    looker.user_permissions.add(Permission.objects.get(codename="view_issue"))
    client.force_login(looker)

    assert "as CSV" not in client.get(address(issue)).text
    assert client.post(address(issue, "deliveries.csv")).status_code == 403
    assert not ListStep.objects.exists()


def test_the_csv_has_everybody_and_no_formula(desk, issue):
    answer = desk.post(address(issue, "deliveries.csv"))

    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))

    assert len(rows) == 7
    assert next(row["error"] for row in rows if row["status"] == "failed") == "'=HYPERLINK(1)"


def test_looking_changes_nothing_and_takes_few_queries_however_long_the_list(desk, issue):
    long = make_issue_on_its_way([f"reader{number}@example.org" for number in range(300)])
    desk.get(address(issue))
    before = all_rows()

    with CaptureQueriesContext(connection) as few:
        desk.get(address(issue))
    with CaptureQueriesContext(connection) as many:
        desk.get(address(long))

    assert len(many) <= len(few) <= 20
    assert all_rows() == before


@pytest.mark.parametrize("page", ["pause", "resume", "cancel", "retry", "settle"])
def test_who_may_not_send_may_not_stop_either(client, issue, page):
    client.force_login(make_user(group="Author"))

    assert client.post(address(issue, page)).status_code == 403
    assert Issue.objects.get().status == "sending"
