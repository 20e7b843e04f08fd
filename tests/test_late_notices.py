"""Whoever receives an uncorrected text only after the notice of its correction went out can be told too, once."""

import pytest
from django.db import transaction
from django.utils import timezone

from newsletter import audience, corrections
from newsletter.late_notices import late_readers, notices, tell_late_readers
from newsletter.models import Delivery, Issue, Subscriber
from newsletter.sender.claims import Claims
from tests.at_once import at_once
from tests.bounces import tell
from tests.factories import make_article, make_user
from tests.issue_audience import became_of, reader, scheduled

pytestmark = pytest.mark.django_db
DESK = "/admin/newsletter/issue"


@pytest.fixture(autouse=True)
def no_pace(settings):
    settings.LETTERS_PER_SECOND = settings.LETTERS_PER_SECOND_A_DOMAIN = 0


@pytest.fixture
def nora(db):
    return make_user("nora", group="Newsletter manager")


class Story:
    """An issue that ada did not get and ben got, the correction of its article, and the notice of it, sent to ben."""

    def __init__(self, ada="failed"):
        self.article = make_article("Magnesium")
        for name in ["ada", "ben"]:
            reader(name)
        self.issue = scheduled(self.article)
        audience.freeze(self.issue)
        self.letter("ada").update(status=ada)
        self.letter("ben").update(status="sent")
        self.issue.finish()
        self.note = self.article.change_notes.create(kind="correction", text="It said 35 mg; it is 350 mg.")
        self.notice = corrections.draft_notice(self.note, by=None)
        Issue.objects.filter(pk=self.notice.pk).update(status="scheduled", send_at=timezone.now())
        audience.freeze(self.notice)
        assert became_of(self.notice) == {"ada": "not_received", "ben": "waiting"}
        self.notice.deliveries.filter(status="waiting").update(status="sent")
        self.notice.refresh_from_db()
        assert self.notice.finish()

    def letter(self, name):
        return self.issue.deliveries.filter(subscriber__email=f"{name}@example.org")

    def ada_gets_the_letter(self):
        issue = Issue.objects.get(pk=self.issue.pk)
        assert issue.retry_failed(by=None) == (1, 0)
        self.letter("ada").update(status="sent")
        issue.finish()


def claimed():
    with transaction.atomic():
        return sorted((delivery.issue.kind, delivery.address) for delivery in Claims().take(20))


def state(issue):
    return Issue.objects.get(pk=issue.pk).status


def test_who_gets_the_uncorrected_letter_at_its_second_try_is_told_once_and_nobody_else():
    story = Story()
    assert tell_late_readers(story.notice, by=None) == 0
    story.ada_gets_the_letter()

    assert tell_late_readers(story.notice, by=None) == 1
    assert tell_late_readers(story.notice, by=None) == 0

    assert became_of(story.notice) == {"ada": "waiting", "ben": "sent"}
    assert state(story.notice) == "sending"
    assert story.notice.steps.last().why == "1 received the text since, and are told too."
    row = story.notice.deliveries.get(status="waiting")
    assert (row.address, row.domain) == ("ada@example.org", "example.org")
    assert "350 mg" in row.edition.text
    assert claimed() == [("correction", "ada@example.org")]


def test_when_they_have_it_the_notice_is_finished_and_its_ledger_balances():
    story = Story()
    story.ada_gets_the_letter()
    tell_late_readers(story.notice, by=None)
    story.notice.deliveries.filter(status="waiting").update(status="sent")

    assert Issue.objects.get(pk=story.notice.pk).finish()

    assert Issue.objects.get(pk=story.notice.pk).missing == 0
    assert audience.ledger(story.notice) == {"sent": 2}
    assert late_readers(story.notice).count() == 0


@pytest.mark.parametrize("ada", ["deferred", "waiting", "sending"])
def test_a_letter_that_was_still_on_its_way_counts_when_it_has_arrived(ada):
    story = Story(ada)
    assert late_readers(story.notice).count() == 0

    story.letter("ada").update(status="uncertain")

    assert tell_late_readers(story.notice, by=None) == 1


def test_a_letter_of_which_a_server_says_later_that_it_arrived_counts():
    story = Story()
    tell(story.letter("ada").get(), "delivered")

    assert tell_late_readers(story.notice, by=None) == 1


def test_who_left_since_is_not_told_and_who_had_left_and_came_back_is():
    story = Story()
    story.ada_gets_the_letter()
    Subscriber.objects.filter(email="ada@example.org").update(status="unsubscribed")
    assert tell_late_readers(story.notice, by=None) == 0

    Subscriber.objects.filter(email="ada@example.org").update(status="confirmed")
    story.notice.deliveries.filter(status="excluded").update(excluded_because="left")

    assert tell_late_readers(story.notice, by=None) == 1


def test_a_letter_with_the_corrected_text_is_no_reason_to_be_told():
    story = Story()
    again = scheduled(story.article)
    audience.freeze(again)
    assert became_of(again) == {"ada": "waiting", "ben": "had_it"}
    again.deliveries.filter(status="waiting").update(status="sent")

    assert tell_late_readers(story.notice, by=None) == 0


@pytest.mark.parametrize("fields", [
    {"status": "cancelled"}, {"readers_forgotten_at": timezone.now()}, {"correction": None},
])  # fmt: skip
def test_nobody_is_told_by_a_notice_that_was_cancelled_or_whose_readers_or_correction_are_gone(fields):
    story = Story()
    story.ada_gets_the_letter()
    Issue.objects.filter(pk=story.notice.pk).update(**fields)

    assert tell_late_readers(Issue.objects.get(pk=story.notice.pk), by=None) == 0
    assert not notices().exists()
    assert became_of(story.notice) == {"ada": "not_received", "ben": "sent"}


def test_at_the_desk_the_failed_letters_say_so_and_the_page_of_corrections_sends_the_notice(client, nora):
    story = Story()
    client.force_login(nora)
    page = client.get(f"{DESK}/{story.issue.pk}/progress/").text
    assert "“Magnesium” was corrected since." in page
    assert "received later" not in client.get(f"{DESK}/corrections/").text
    story.ada_gets_the_letter()

    page = client.get(f"{DESK}/corrections/").text
    assert "Magnesium, received later" in page
    assert "1 reader received the uncorrected text only after that." in page
    said = client.post(f"{DESK}/{story.notice.pk}/tell-late/", follow=True)

    assert "Told too: 1." in said.text
    assert story.notice.steps.last().by == nora
    assert "received later" not in client.get(f"{DESK}/corrections/").text
    assert "Nothing was changed" in client.post(f"{DESK}/{story.notice.pk}/tell-late/", follow=True).text
    assert became_of(story.notice) == {"ada": "waiting", "ben": "sent"}


def test_looking_changes_nothing_and_telling_needs_the_right_to_send(client, nora):
    story = Story()
    story.ada_gets_the_letter()
    client.force_login(nora)
    assert client.get(f"{DESK}/{story.notice.pk}/tell-late/").status_code == 405
    nora.groups.get().permissions.remove(*nora.groups.get().permissions.filter(codename="send_issue"))

    assert "Send them the notice too" not in client.get(f"{DESK}/corrections/").text
    assert client.post(f"{DESK}/{story.notice.pk}/tell-late/").status_code == 403
    assert state(story.notice) == "finished"


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_press_at_once_tell_each_reader_once():
    story = Story()
    story.ada_gets_the_letter()

    told = at_once(*[lambda: tell_late_readers(Issue.objects.get(pk=story.notice.pk), by=None)] * 2)

    assert sorted(told) == [0, 1]
    assert Delivery.objects.filter(issue=story.notice).count() == 2
