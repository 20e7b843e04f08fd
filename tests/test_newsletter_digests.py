"""Letters that the site makes itself, on Thursdays at nine: each article once, nothing where nothing is new."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from newsletter import digests
from newsletter.models import Issue
from newsletter.sender.progress import begin
from tests.at_once import at_once
from tests.factories import make_article, make_topic
from tests.issue_audience import became_of, reader, scheduled, send, titles

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 9, tzinfo=ZoneInfo("UTC"))  # the second of its month
FIRST_THURSDAY = datetime(2026, 3, 5, 9, tzinfo=ZoneInfo("UTC"))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def as_after_a_start(settings):
    settings.POSTAL_ADDRESS = "Example Press, 1 Example Street"
    digests.looked.clear()
    digests.told.clear()


@pytest.fixture
def clock(monkeypatch):
    def at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        digests.looked.clear()

    return at


def published(title, *, at, **fields):
    return make_article(title, published_at=at, **fields)


def test_the_weekly_digest_goes_out_on_thursday_at_nine_to_those_who_chose_it(clock):
    published("Why calves cramp", at=THURSDAY - DAY)
    reader("ada", frequency="weekly")
    reader("bea")
    clock(THURSDAY - timedelta(seconds=1))
    assert digests.work() is False

    clock(THURSDAY)
    assert digests.work() is True
    begin()

    made = Issue.objects.get()
    assert (made.slug, made.kind, made.subject) == (
        "weekly-2026-03-12",
        "digest",
        "What is new this week, 12 March 2026",
    )
    assert made.send_at == THURSDAY
    assert became_of(made) == {"ada": "waiting", "bea": "frequency"}
    assert titles(made, "ada") == ["Why calves cramp"]


def test_the_monthly_digest_goes_out_on_the_first_thursday(clock):
    published("Why calves cramp", at=FIRST_THURSDAY - 20 * DAY)
    reader("ada", frequency="monthly")
    clock(FIRST_THURSDAY - 7 * DAY)
    assert digests.work() is False

    clock(FIRST_THURSDAY)

    assert digests.work() is True
    assert Issue.objects.get().subject == "What is new this month, 5 March 2026"


@pytest.mark.parametrize(
    ("moment", "weekly", "monthly"),
    [
        ("2026-03-05 08:59", "2026-02-26", "2026-02-05"),
        ("2026-03-05 09:00", "2026-03-05", "2026-03-05"),
        ("2026-03-12 09:00", "2026-03-12", "2026-03-05"),
        ("2026-04-01 12:00", "2026-03-26", "2026-03-05"),
        ("2027-01-01 00:00", "2026-12-31", "2026-12-03"),
        ("2027-01-07 10:00", "2027-01-07", "2027-01-07"),
    ],
)
def test_due_dates_are_of_the_sites_own_time(moment, weekly, monthly):
    zone = ZoneInfo("Europe/Berlin")
    with timezone.override(zone):
        now = datetime.fromisoformat(moment).replace(tzinfo=zone)
        found = [digests.last_due(frequency, now).astimezone(zone) for frequency in ["weekly", "monthly"]]

    assert [f"{due:%Y-%m-%d %H:%M}" for due in found] == [f"{weekly} 09:00", f"{monthly} 09:00"]


def test_it_goes_out_once_however_often_the_worker_looks(clock):
    published("Why calves cramp", at=THURSDAY - DAY)
    reader("ada", frequency="weekly")

    for minutes in range(5):
        clock(THURSDAY + timedelta(minutes=minutes))
        digests.work()
        begin()

    made = Issue.objects.get()
    assert made.steps.count() == 2
    assert made.deliveries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one(clock):
    published("Why calves cramp", at=THURSDAY - DAY)
    reader("ada", frequency="weekly")
    clock(THURSDAY)

    def schedule():
        try:
            return digests.schedule("weekly", THURSDAY, "weekly-2026-03-12")
        except digests.IntegrityError:
            return False

    assert sorted(at_once(schedule, schedule)) == [False, True]
    assert Issue.objects.get().status == "scheduled"


def test_nothing_new_is_no_letter(clock):
    published("Why calves cramp", at=THURSDAY - 60 * DAY)
    published("Still to come", at=THURSDAY + DAY)
    reader("ada", frequency="weekly")
    clock(THURSDAY)

    assert digests.work() is False
    assert not Issue.objects.exists()


def test_who_had_all_of_it_makes_no_letter(clock):
    article = published("Why calves cramp", at=THURSDAY - DAY)
    ada = reader("ada")
    clock(THURSDAY - timedelta(hours=2))
    send(scheduled(article))
    type(ada).objects.update(frequency="weekly")
    clock(THURSDAY)

    assert digests.work() is False
    assert Issue.objects.count() == 1


def test_a_day_late_it_waits_for_the_next_date(clock):
    published("Why calves cramp", at=THURSDAY - DAY)
    reader("ada", frequency="weekly")

    clock(THURSDAY + DAY + timedelta(seconds=1))
    assert digests.work() is False
    clock(THURSDAY + 7 * DAY)
    assert digests.work() is True
    begin()

    assert titles(Issue.objects.get(), "ada") == ["Why calves cramp"]


def test_an_error_leaves_nothing_behind_and_is_told_once(clock, settings, caplog):
    settings.POSTAL_ADDRESS = ""
    published("Why calves cramp", at=THURSDAY - DAY)
    reader("ada", frequency="weekly")

    for minutes in range(3):
        clock(THURSDAY + timedelta(minutes=minutes))
        assert digests.work() is False

    assert not Issue.objects.exists()
    [record] = [record for record in caplog.records if record.name == "newsletter.digests"]
    assert "weekly-2026-03-12 cannot go out: It has no postal address" in record.getMessage()
    settings.POSTAL_ADDRESS = "Example Press, 1 Example Street"
    clock(THURSDAY + timedelta(minutes=5))
    assert digests.work() is True


LONG_AGO = THURSDAY - 100 * DAY


@pytest.mark.parametrize(("age", "waits"), [(1, True), (20, True), (21, False), (34, False)])
def test_a_week_with_one_article_waits_for_a_second_for_three_weeks(clock, age, waits):
    published("Why calves cramp", at=THURSDAY - age * DAY)
    reader("ada", frequency="weekly", confirmed_at=LONG_AGO)
    clock(THURSDAY)

    assert digests.work() is not waits
    assert Issue.objects.exists() is not waits


def test_a_week_of_twenty_articles_goes_out_whole(clock):
    for number in range(20):
        published(f"Cramp {number}", at=THURSDAY - timedelta(hours=number))
    reader("ada", frequency="weekly", confirmed_at=LONG_AGO)
    clock(THURSDAY)

    digests.work()
    begin()

    assert len(titles(Issue.objects.get(), "ada")) == 20


def test_who_would_get_one_article_alone_waits_while_others_get_two(clock):
    sleep = make_topic("Sleep")
    published("Nights", at=THURSDAY - 3 * DAY, topics=[sleep])
    published("Steps", at=THURSDAY - DAY)
    reader("all", frequency="weekly", confirmed_at=LONG_AGO)
    sleeper = reader("sleeper", frequency="weekly", confirmed_at=LONG_AGO)
    sleeper.topics.add(sleep)
    clock(THURSDAY)
    digests.work()
    begin()
    assert became_of(Issue.objects.get()) == {"all": "waiting", "sleeper": "thin"}

    published("Dreams", at=THURSDAY + DAY, topics=[sleep])
    clock(THURSDAY + 7 * DAY)
    digests.work()
    begin()

    second = Issue.objects.get(slug="weekly-2026-03-19")
    assert titles(second, "sleeper") == ["Nights", "Dreams"]
    assert became_of(second)["all"] == "thin"


def test_who_just_confirmed_and_who_wants_a_letter_a_month_get_one_article_alone(clock):
    published("Why calves cramp", at=FIRST_THURSDAY - 3 * DAY)
    reader("new", frequency="weekly", confirmed_at=FIRST_THURSDAY - DAY)
    reader("old", frequency="weekly", confirmed_at=LONG_AGO)
    reader("monthly", frequency="monthly", confirmed_at=LONG_AGO)
    clock(FIRST_THURSDAY)

    digests.work()
    begin()

    made = {issue.frequency: became_of(issue) for issue in Issue.objects.all()}
    assert made["weekly"] == {"new": "waiting", "old": "thin", "monthly": "frequency"}
    assert made["monthly"]["monthly"] == "waiting"


def test_each_article_comes_once_over_weeks_and_months(clock):
    published("First", at=THURSDAY - 2 * DAY)
    published("With it", at=THURSDAY - 2 * DAY)
    ada = reader("ada", frequency="weekly", confirmed_at=THURSDAY - 100 * DAY)
    clock(THURSDAY)
    digests.work()
    send(Issue.objects.get())
    published("Second", at=THURSDAY + 5 * DAY)
    type(ada).objects.update(frequency="monthly")

    clock(FIRST_THURSDAY + 28 * DAY)
    digests.work()
    monthly = Issue.objects.get(frequency="monthly")
    send(monthly)

    assert titles(monthly, "ada") == ["Second"]


def test_of_a_digest_each_gets_the_topics_they_chose(clock):
    sleep, feet = make_topic("Sleep"), make_topic("Feet")
    published("Nights", at=THURSDAY - DAY, topics=[sleep])
    published("Steps", at=THURSDAY - DAY, topics=[feet])
    reader("all", frequency="weekly")
    reader("sleeper", frequency="weekly").topics.add(sleep)
    reader("other", frequency="weekly").topics.add(make_topic("Water"))
    clock(THURSDAY)

    digests.work()
    begin()

    made = Issue.objects.get()
    assert titles(made, "all") == ["Nights", "Steps"]
    assert titles(made, "sleeper") == ["Nights"]
    assert became_of(made)["other"] == "topic"


def test_what_appeared_before_someone_confirmed_is_no_news_to_them(clock):
    published("Old", at=THURSDAY - 20 * DAY)
    published("New", at=THURSDAY - 3 * DAY)
    reader("fresh", frequency="weekly", confirmed_at=THURSDAY - DAY)
    reader("missed", frequency="weekly", confirmed_at=THURSDAY - 90 * DAY)
    clock(THURSDAY)

    digests.work()
    begin()

    made = Issue.objects.get()
    assert titles(made, "fresh") == ["New"]
    assert titles(made, "missed") == ["Old", "New"]
