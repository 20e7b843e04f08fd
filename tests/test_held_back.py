"""When its time comes an issue is checked again: what is wrong by then goes to nobody, and editors are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cramps_site.doctor import house
from cramps_site.doctor.finding import Level
from cramps_site.lib.asking import Answer
from newsletter import audience, checks, stop_letters
from newsletter.models import AskedLink, Delivery, Edition, Issue, StopLetter
from newsletter.sender import progress
from tests.factories import make_article, make_user
from tests.issue_audience import became_of, reader
from tests.issues import issue
from tests.test_kill_sender import worker_settings
from tests.test_kill_steps import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora():
    return make_user("nora", group="Newsletter manager", email="nora@example.net")


def make_scheduled(*articles, **fields):
    """As an editor schedules it for tomorrow, and tomorrow has come."""
    made = issue(*articles, **fields)
    assert checks.schedule(made, timezone.now() + timedelta(days=1), by=None)
    Issue.objects.filter(pk=made.pk).update(send_at=timezone.now())
    return Issue.objects.get(pk=made.pk)


def withdraw(article):
    article.published_at = None
    article.save()


def test_an_issue_whose_article_was_withdrawn_is_a_draft_again_and_says_why(nora):
    reader("ada")
    article = make_article("Magnesium")
    made = make_scheduled(article)
    withdraw(article)

    progress.begin()

    made.refresh_from_db()
    assert (made.status, made.send_at, made.frozen_at) == ("draft", None, None)
    step = made.steps.last()
    assert (step.before, step.after, step.by) == ("scheduled", "draft", None)
    assert "“Magnesium” is not published." in step.why
    assert not Edition.objects.exists()
    assert not Delivery.objects.exists()
    assert made.can_be_written()


def test_what_is_still_right_goes_out(nora):
    reader("ada")
    made = make_scheduled(make_article())

    progress.begin()

    assert became_of(made) == {"ada": "waiting"}
    assert not StopLetter.objects.exists()


@pytest.mark.parametrize("fields", [{"intro": "Read [this](https://gone.example/page)."}, {"intro": "Hello."}])
def test_no_other_site_is_asked_but_what_one_answered_today_counts(fields):
    reader("ada")
    made = make_scheduled(make_article(), **fields)
    AskedLink.objects.keep({"https://gone.example/page": Answer(404, "it answered 404")})

    progress.begin()

    made.refresh_from_db()
    assert made.status == ("draft" if "gone" in made.intro else "sending")


def test_put_right_it_goes_out_after_all(nora):
    reader("ada")
    article, other = make_article(), make_article()
    made = make_scheduled(article, other)
    withdraw(article)
    progress.begin()

    made.picks.filter(article=article).delete()
    assert checks.schedule(made, timezone.now(), by=nora)
    progress.begin()

    assert became_of(made) == {"ada": "waiting"}
    assert list(made.editions.get().articles.all()) == [other]
    assert house.stopped().level == Level.GOOD


def test_whoever_may_send_is_told_by_a_letter_and_by_the_doctor(nora, mail_server, client):
    article = make_article("Magnesium")
    made = make_scheduled(article, subject="Cramps at night")
    withdraw(article)
    progress.begin()

    assert house.stopped().level == Level.ERROR
    assert "“Cramps at night”: " in house.stopped().said
    stop_letters.work()
    stop_letters.work()

    [letter] = mail_server.letters
    assert letter["Subject"].endswith("“Cramps at night” was not sent, and is a draft again")
    text = letter.get_body(["plain"]).get_content()
    assert "“Magnesium” is not published." in " ".join(text.split())
    assert f"/admin/newsletter/issue/{made.pk}/send/" in text
    client.force_login(nora)
    page = client.get(f"/admin/newsletter/issue/{made.pk}/send/").text
    assert "Scheduled → Draft. “Magnesium” is not published." in page


def test_who_takes_it_back_to_draft_by_hand_tells_nobody(nora):
    made = make_scheduled(make_article())

    made.back_to_draft(by=nora)

    assert not StopLetter.objects.exists()
    assert house.stopped().level == Level.GOOD


def test_what_somebody_put_off_at_that_moment_waits_for_its_new_time():
    reader("ada")
    made = make_scheduled(make_article())
    seen = Issue.objects.get(pk=made.pk)
    Issue.objects.filter(pk=made.pk).update(send_at=timezone.now() + timedelta(days=1))

    progress.freeze_if_right(seen)

    assert Issue.objects.get(pk=made.pk).status == "scheduled"


def test_what_is_withdrawn_while_the_list_is_frozen_undoes_the_freezing(monkeypatch):
    reader("ada")
    article = make_article()
    made = make_scheduled(article)
    write_rows = audience.write_rows

    def withdrawn_meanwhile(*arguments, **named):
        write_rows(*arguments, **named)
        withdraw(article)

    monkeypatch.setattr(audience, "write_rows", withdrawn_meanwhile)
    with pytest.raises(audience.ListChanged):
        progress.begin()
    assert Issue.objects.get(pk=made.pk).status == "scheduled"
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("when", "function"), [("return", "errors"), ("call", "Issue.hold_back"), ("return", "Issue.hold_back")]
)
def test_killed_while_it_is_held_back_it_is_held_back_once_and_sent_to_nobody(
    mail_server, tmp_path, nora, when, function
):
    reader("ada")
    article = make_article()
    made = make_scheduled(article)
    withdraw(article)
    worker = Worker(worker_settings(mail_server, tmp_path))
    worker.dies(when, function)
    assert Issue.objects.get(pk=made.pk).status == "scheduled"
    assert not StopLetter.objects.exists()

    worker.works()

    made.refresh_from_db()
    assert (made.status, made.steps.filter(after="draft").count()) == ("draft", 1)
    assert not Delivery.objects.exists()
    assert {*mail_server.recipients} <= {"nora@example.net"}
