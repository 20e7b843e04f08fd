"""When the site pauses an issue by itself, who may send issues is told: by a letter, in the log, by the doctor."""

import logging
from html import unescape

import pytest
from django.contrib.auth.models import Permission

from cramps_site.doctor import house
from cramps_site.doctor.finding import Level
from newsletter import retention, stop_letters
from newsletter.models import Issue, StopLetter, Watch
from newsletter.sender import watch
from newsletter.sender.brake import brake, stop_at_canary
from tests.bounces import tell
from tests.desk import text_of
from tests.factories import ago, make_user
from tests.sending import make_issue_on_its_way
from tests.test_issue_brake import answer, issue_of

pytestmark = pytest.mark.django_db
NORA, REASON = "nora@example.net", "Six of a hundred met no mailbox."


@pytest.fixture(autouse=True)
def nora():
    return make_user("nora", group="Newsletter manager", email=NORA)


@pytest.fixture
def issue():
    return make_issue_on_its_way(["ada@example.org"])


def brake_pulls():
    issue = issue_of(20, sent=20)
    tell(issue.deliveries.first(), "hard", words="550 5.1.1 <ada@example.org> unknown")
    assert brake(issue)


def canary_fails():
    issue = issue_of(2)
    answer(issue.deliveries.all(), 554, "5.7.1 ada@example.org is blocked")
    assert stop_at_canary(issue, issue.deliveries.all())


def server_refuses_us():
    answer(make_issue_on_its_way(["ada@example.org"]).deliveries.all(), 550, "5.1.8 <ada@example.org> Bad sender")


def database_is_another_one():
    make_issue_on_its_way(["ada@example.org"])
    Watch.objects.create(pk=1, mark="another database", seen_at=ago(minutes=1))
    watch.looked_at = None
    watch.look()


@pytest.mark.parametrize("stops", [brake_pulls, canary_fails, server_refuses_us, database_is_another_one])
def test_whatever_stops_it_a_letter_tells_why_and_names_no_reader(mail_server, caplog, stops):
    stops()
    stop_letters.work()

    step = Issue.objects.get().steps.get(after="paused")
    [letter] = mail_server.letters
    assert letter.recipients == [NORA]
    assert letter["Subject"].endswith(f"“{step.issue}” is paused")
    text, html = (letter.get_body([kind]).get_content() for kind in ["plain", "html"])
    assert step.why in " ".join(text.split())
    assert step.why in " ".join(unescape(html).split())
    for words in [text, html]:
        assert f"/admin/newsletter/issue/{step.issue_id}/progress/" in words
        assert "@example" not in words
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        f"“{step.issue}” is paused. {step.why}"
    ]


def test_it_goes_to_whoever_may_send_issues_and_can_be_written_to(issue):
    sender = make_user("sam", email="sam@example.net")
    sender.user_permissions.add(Permission.objects.get(codename="send_issue"))
    make_user("olga", email="olga@example.net", is_superuser=True)
    make_user("without", group="Newsletter manager")
    make_user("gone", group="Newsletter manager", email="gone@example.net", is_active=False)
    make_user("ed", group="Editor", email="ed@example.net")

    issue.pause(why=REASON)

    told = StopLetter.objects.values_list("to__username", flat=True)
    assert sorted(told) == ["nora", "olga", "sam"]


def test_who_pauses_by_hand_tells_nobody(issue, nora):
    issue.pause(by=nora)

    assert not StopLetter.objects.exists()
    assert house.stopped().level == Level.GOOD


def test_each_stop_is_told_once(issue, nora, mail_server):
    issue.pause(why=REASON)
    assert not issue.pause(why=REASON)
    while stop_letters.work():
        pass
    assert len(mail_server.letters) == 1

    issue.resume(by=nora)
    issue.stop(why="Two readers reported it.")
    stop_letters.work()

    assert len(mail_server.letters) == 2


@pytest.mark.parametrize("act", ["resume", "cancel"])
def test_what_was_seen_to_meanwhile_is_not_told(issue, nora, mail_server, act):
    issue.pause(why=REASON)
    getattr(issue, act)(by=nora)

    stop_letters.work()

    assert mail_server.letters == []
    assert StopLetter.objects.get().status == "dropped"


def test_of_two_stops_only_the_one_that_stands_is_told(issue, nora, mail_server):
    issue.pause(why="The first reason.")
    issue.resume(by=nora)
    issue.pause(why="The second reason.")

    stop_letters.work()

    [letter] = mail_server.letters
    assert "The second reason." in letter.get_body(["plain"]).get_content()


def test_who_may_send_no_more_is_not_told(issue, nora, mail_server):
    issue.pause(why=REASON)
    nora.groups.clear()

    stop_letters.work()

    assert mail_server.letters == []


def test_without_a_mail_server_the_letter_waits(issue, dead_mail_server):
    issue.pause(why=REASON)

    stop_letters.work()

    assert StopLetter.objects.get().status == "waiting"


def test_the_doctor_says_so_as_long_as_it_stands(issue, nora):
    issue.pause(why=REASON)

    finding = house.stopped()
    assert finding.level == Level.ERROR
    assert finding.said == "1 stopped by the site itself: “Cramps at night”: Six of a hundred met no mailbox"

    issue.resume(by=nora)
    assert house.stopped().level == Level.GOOD


def test_one_who_paused_by_hand_and_whose_account_is_gone_is_not_the_site(issue, nora):
    issue.pause(by=nora)
    nora.delete()

    assert house.stopped().level == Level.GOOD


def test_the_first_page_of_the_desk_says_so_to_whoever_may_send(client, issue, nora):
    issue.pause(why=REASON)

    client.force_login(nora)
    assert "“Cramps at night”: Six of a hundred met no mailbox." in text_of(client.get("/admin/"))

    client.force_login(make_user(group="Editor"))
    assert "Six of a hundred" not in text_of(client.get("/admin/"))


def test_such_letters_go_with_the_test_letters_after_90_days(issue):
    issue.pause(why=REASON)
    StopLetter.objects.update(status="sent", due_at=ago(days=89))
    retention.proofs()
    assert StopLetter.objects.exists()

    StopLetter.objects.update(due_at=ago(days=91))
    retention.proofs()
    assert not StopLetter.objects.exists()
