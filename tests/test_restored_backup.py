"""A backup of the middle of a send is restored: nobody gets a letter twice before a person said so."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from newsletter import digests, issues_sending
from newsletter.models import Delivery, Issue, IssueStep, Watch
from newsletter.sender import watch
from tests.factories import ago, make_article, make_user
from tests.issue_audience import reader, scheduled
from tests.own_database import rows_in
from tests.processes import manage
from tests.sending import became_of, make_issue_on_its_way

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [f"reader{number}@example.org" for number in range(6)]


@pytest.fixture(autouse=True)
def worker(mail_server, settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN, settings.LETTER_CONNECTIONS = 0, 0, 2
    watch.looked_at = None
    yield
    issues_sending.stop()


def send_all():
    watch.looked_at = None
    while issues_sending.work():
        pass


def half_sent():
    """An issue, three of whose letters arrived, while a worker kept watch."""
    issue = make_issue_on_its_way(NAMES)
    issue.deliveries.filter(address__in=NAMES[:3]).update(status="sent")
    watch.looked_at = None
    watch.look()
    return issue


def test_a_copy_sends_nothing_by_itself_and_says_why(mail_server, request, tmp_path):
    half_sent()
    restored = request.getfixturevalue("own_database")

    done = manage(
        "worker", "--once", DATABASE_URL=restored, DATA_DIR=str(tmp_path), MAIL_URL=mail_server.url, DEBUG="1"
    )

    assert done.returncode == 0, done.stderr
    assert mail_server.recipients == []
    assert rows_in(restored, "SELECT status FROM newsletter_issue") == [("paused",)]
    [(why,)] = rows_in(restored, "SELECT why FROM newsletter_issuestep")
    assert why.startswith("This database was restored from a backup, or is a copy")
    assert "is paused" in done.stderr


def test_the_database_of_which_a_copy_was_made_goes_on(mail_server, request):
    issue = half_sent()
    request.getfixturevalue("own_database")

    send_all()

    assert mail_server.recipients == NAMES[3:]
    assert Issue.objects.get(pk=issue.pk).status == "finished"


@pytest.mark.parametrize(("away", "status"), [({"minutes": 50}, "finished"), ({"hours": 7}, "paused")])
def test_an_issue_that_nobody_looked_after_for_an_hour_waits_for_a_person(mail_server, away, status):
    issue = half_sent()
    Watch.objects.update(seen_at=ago(**away))

    send_all()

    assert Issue.objects.get(pk=issue.pk).status == status
    assert bool(mail_server.recipients) == (status == "finished")


def test_a_backup_from_before_there_was_a_watch_is_known_by_its_last_act(mail_server):
    issue = half_sent()
    Watch.objects.all().delete()
    Issue.objects.update(frozen_at=ago(hours=9))
    issue.deliveries.filter(status="sent").update(claimed_at=ago(hours=8))
    issue.deliveries.filter(address=NAMES[3]).update(status="sending", claimed_at=ago(hours=8))

    send_all()

    assert Issue.objects.get(pk=issue.pk).status == "paused"
    assert became_of(issue)["reader3"] == "uncertain"
    assert mail_server.recipients == []


def test_an_upgrade_in_the_middle_of_a_long_send_stops_nothing(mail_server):
    issue = half_sent()
    Watch.objects.all().delete()
    Issue.objects.update(frozen_at=ago(hours=9))
    issue.deliveries.filter(status="sent").update(claimed_at=ago(minutes=2))

    send_all()

    assert Issue.objects.get(pk=issue.pk).status == "finished"


def test_the_page_says_why_and_whoever_goes_on_sends_the_rest_once(mail_server, client):
    issue, nora = half_sent(), make_user("nora", group="Newsletter manager")
    Watch.objects.update(seen_at=ago(hours=7))
    send_all()
    client.force_login(nora)
    address = f"/admin/newsletter/issue/{issue.pk}"
    page = client.get(f"{address}/progress/").text
    assert "by the site itself: Nobody looked after it for 7" in page

    client.post(f"{address}/resume/")
    send_all()

    assert mail_server.recipients == NAMES[3:]
    assert IssueStep.objects.filter(before="paused").get().by == nora


def test_a_canary_that_was_stopped_for_this_goes_on_as_one():
    issue = make_issue_on_its_way(NAMES, canary=2)
    Watch.objects.create(pk=1, mark="another", seen_at=timezone.now())
    watch.look()

    issue.refresh_from_db()
    assert issue.resume(by=None)
    assert issue.canary_passed_at is None
    assert not issue.was_stopped()


def test_what_is_due_in_a_copy_may_have_gone_out_and_is_missed(mail_server):
    Watch.objects.create(pk=1, mark="another", seen_at=ago(hours=3))
    reader("ada")
    due, later = scheduled(send_at=ago(hours=2)), scheduled(send_at=ago(hours=-2))

    send_all()

    assert [Issue.objects.get(pk=issue.pk).status for issue in [due, later]] == ["missed", "scheduled"]
    assert "may have gone out from there" in due.steps.get().why
    assert not Delivery.objects.exists()


def test_a_worker_that_was_away_sends_what_is_due_as_ever(mail_server):
    half_sent()
    Watch.objects.update(seen_at=ago(hours=3))
    issue = scheduled(intro="Cramps come at night.", send_at=ago(hours=2))

    send_all()

    assert Issue.objects.get(pk=issue.pk).status == "finished"


@pytest.mark.parametrize(("mark", "made"), [("another", False), (None, True)])
def test_a_digest_that_was_due_before_the_copy_is_not_made_again(settings, monkeypatch, mark, made):
    settings.POSTAL_ADDRESS = "Example Press, 1 Example Street"
    thursday = datetime(2026, 3, 12, 9, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: thursday + timedelta(hours=3))
    digests.looked.clear()
    reader("ada", frequency="weekly", confirmed_at=thursday - timedelta(days=30))
    for title in ["Night cramps", "Salt", "Swimming"]:
        make_article(title, published_at=thursday - timedelta(days=1))
    Watch.objects.create(pk=1, mark=mark or watch.this_database.mark(), seen_at=thursday)

    digests.make("weekly")

    assert Issue.objects.exists() is made
