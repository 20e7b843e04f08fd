"""What the pages of an issue say of its state, of what a button does, and where to go on."""

import re
from html import unescape

import pytest

from articles.models import Article
from newsletter.models import Issue
from tests.factories import ago, make_article, make_user
from tests.issues import issue as draft
from tests.issues import sent_issue
from tests.sending import make_issue_on_its_way
from tests.subscribers import make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def postal_address(settings):
    settings.POSTAL_ADDRESS = "12 Example Street, Berlin"


@pytest.fixture
def desk(client):
    client.force_login(make_user("nora", group="Newsletter manager", email="nora@example.org"))
    return client


def address(issue, page):
    return f"/admin/newsletter/issue/{issue.pk}/{page}/"


def words_of(response):
    return " ".join(unescape(re.sub("<[^>]*>", " ", response.text)).split())


def test_the_button_says_to_how_many_it_sends(desk):
    for _ in range(2):
        make_subscriber(status="confirmed")
    issue = draft(intro="Hello.")

    assert 'value="Send now to 2 readers"' in desk.get(address(issue, "send")).text
    assert 'value="Send now to 2 readers"' in desk.post(address(issue, "schedule"), {"send_at_0": "x"}).text


def test_only_an_issue_that_stands_in_the_archive_has_a_way_to_it(desk):
    gone_out = make_issue_on_its_way(["ada@example.org"])
    others = [
        draft(slug="a-draft"),
        make_issue_on_its_way([], kind="digest"),
        make_issue_on_its_way([], kind="correction"),
    ]

    assert "View on site" in desk.get(address(gone_out, "change")).text
    for issue in others:
        assert "View on site" not in desk.get(address(issue, "change")).text


def test_who_sent_it_finds_the_way_to_how_far_it_is(desk):
    issue = draft(intro="Hello.")
    assert address(issue, "progress") not in desk.get(address(issue, "send")).text

    sent = desk.post(address(issue, "schedule"), {"now": "1"}, follow=True)

    assert address(issue, "progress") in sent.text


def test_a_scheduled_issue_says_when_it_goes_out_and_offers_no_empty_file(desk):
    issue = draft(intro="Hello.", status="scheduled", send_at=ago(days=-3))

    page = desk.get(address(issue, "progress"))

    assert "until then nobody stands on its list" in words_of(page)
    assert "as CSV" not in page.text


def test_a_missed_issue_is_not_said_to_be_sent(desk):
    issue = draft(intro="Hello.", status="missed", send_at=ago(days=3))

    page = words_of(desk.get(address(issue, "send")))

    assert "to be sent on" not in page
    assert "Missed its time , which was" in page


def test_whoever_lets_a_stopped_issue_go_on_reads_what_that_means(desk):
    by_hand, stopped = make_issue_on_its_way(["ada@example.org"]), make_issue_on_its_way(["ben@example.org"])
    by_hand.pause(by=None)
    Issue.objects.get(pk=stopped.pk).stop(why="Too many came back.")

    assert "it is not stopped a second time" in words_of(desk.get(address(stopped, "progress")))
    assert "it is not stopped a second time" not in words_of(desk.get(address(by_hand, "progress")))


def test_a_note_is_no_change_of_state(desk):
    issue = draft()
    issue.note("Drafted from the correction.", by=None)

    page = words_of(desk.get(address(issue, "send")))

    assert ": Draft. Drafted from the correction." in page
    assert "Draft → Draft" not in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("tomorrow", "9"), ["Write the date like 2027-01-31.", "Write the time like 09:00."]),
        (("", ""), ["Write a date and a time."]),
    ],
)
def test_a_time_that_cannot_be_read_is_told_how_to_write_and_stays_where_it_was_typed(desk, typed, told):
    date, time = typed

    page = desk.post(address(draft(intro="Hello."), "schedule"), {"send_at_0": date, "send_at_1": time})

    assert page.status_code == 422
    assert all(words in page.text for words in told)
    assert all(f'value="{words}"' in page.text for words in typed if words)


def test_a_notice_of_correction_gathers_no_article(desk):
    article, notice = make_article(), draft(kind="correction")
    assert "_gather" not in desk.get(address(notice, "change")).text
    assert "_gather" in desk.get(address(draft(), "change")).text

    fields = {"subject": "Correction", "slug": notice.slug, "preheader": "", "intro": "It was wrong."}
    desk.post(address(notice, "change"), fields | {"_gather": "1"})

    notice.refresh_from_db()
    assert notice.intro == "It was wrong."
    assert article not in notice.articles_in_order


def test_what_went_out_is_shown_as_readers_got_it(desk):
    article = make_article("Magnesium")
    gone_out, written = sent_issue(article, slug="gone-out"), draft(article, slug="being-written")
    Article.objects.update(title="Quinine")

    for page in ["send", "preview"]:
        assert "Magnesium" in desk.get(address(gone_out, page)).text
        assert "Quinine" in desk.get(address(written, page)).text
    assert "<h2>Checks</h2>" not in desk.get(address(gone_out, "send")).text
