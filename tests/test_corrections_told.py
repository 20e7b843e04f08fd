"""When an article that went out is corrected, those who received the wrong text are told, and nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from newsletter import audience, corrections
from newsletter.models import Issue, Subscriber
from newsletter.sender.claims import next_of, still_wanted
from tests.factories import ago, make_article, make_topic, make_user
from tests.issue_audience import became_of, reader, scheduled, send

pytestmark = pytest.mark.django_db

DESK = "/admin/newsletter/issue"


@pytest.fixture
def editor(db):
    return make_user("nora", group="Newsletter manager")


def corrected(article, text="It said 35 mg; it is 350 mg.", **fields):
    return article.change_notes.create(**{"kind": "correction", "text": text} | fields)


def frozen(notice):
    """The notice as its list is frozen, without the desk."""
    Issue.objects.filter(pk=notice.pk).update(status="scheduled", send_at=timezone.now())
    audience.freeze(notice)
    return became_of(notice)


def change(name, **fields):
    Subscriber.objects.filter(email=f"{name}@example.org").update(**fields)


def test_the_notice_goes_to_those_who_received_the_text_and_still_are_confirmed(editor):
    article = make_article()
    for name in ["sent", "uncertain", "failed", "waits", "left", "erased", "monthly", "topical", "pausing"]:
        reader(name)
    reader("late", frequency="weekly")
    first = scheduled(article)
    send(first)
    for name in ["uncertain", "failed"]:
        first.deliveries.filter(address=f"{name}@example.org").update(status=name)
    first.deliveries.filter(address="waits@example.org").update(status="deferred")
    note = corrected(article)
    change("left", status="unsubscribed")
    change("erased", status="erased")
    change("monthly", frequency="monthly")
    change("pausing", paused_until=timezone.now() + timedelta(days=3))
    Subscriber.objects.get(email="topical@example.org").topics.add(make_topic())
    reader("new")

    notice = corrections.draft_notice(note, by=editor)

    assert audience.wanting(notice).count() == 5
    assert frozen(notice) == {
        "sent": "waiting",
        "uncertain": "waiting",
        "failed": "not_received",
        "waits": "not_received",
        "left": "left",
        "erased": "erased",
        "monthly": "waiting",
        "topical": "waiting",
        "pausing": "waiting",
        "late": "not_received",
        "new": "not_received",
    }
    rows = next_of(notice, "waiting", 50, dry=[])
    assert len(rows) == 5
    assert list(still_wanted(rows)) == [delivery for delivery, _ in rows]


def test_it_goes_to_readers_of_each_letter_that_brought_the_wrong_text_and_of_none_that_brought_the_right_one(editor):
    article = make_article()
    reader("each")
    reader("weekly", frequency="weekly")
    first = scheduled(article)
    send(first)
    digest = scheduled(article, kind="digest", frequency="weekly")
    send(digest)
    note = corrected(article)
    reader("new")
    again = scheduled(article)
    send(again)

    notice = corrections.draft_notice(note, by=editor)

    assert notice.corrects == first
    assert frozen(notice) == {"each": "waiting", "weekly": "waiting", "new": "not_received"}


def test_who_got_the_issue_without_that_article_is_not_told(editor):
    article, other = make_article(), make_article()
    reader("ada")
    send(scheduled(other))
    note_of_other = corrected(other)
    reader("bea")
    send(scheduled(article, other))

    notice = corrections.draft_notice(corrected(article), by=editor)

    assert frozen(notice) == {"ada": "waiting", "bea": "waiting"}
    assert frozen(corrections.draft_notice(note_of_other, by=editor)) == {"ada": "waiting", "bea": "not_received"}


def test_drafting_twice_is_one_draft_and_keeps_what_was_written(editor):
    article = make_article("Magnesium")
    send(scheduled(article))
    note = corrected(article)
    notice = corrections.draft_notice(note, by=editor)
    Issue.objects.filter(pk=notice.pk).update(intro="Written.", slug="another")

    assert corrections.draft_notice(note, by=editor).intro == "Written."
    assert Issue.objects.filter(kind="correction").count() == 1


def test_what_is_no_correction_or_never_went_out_has_no_notice(editor):
    sent, unsent = make_article(), make_article()
    send(scheduled(sent))
    for note in [corrected(sent, kind="change"), corrected(unsent), corrected(sent, made_at=ago(days=1))]:
        with pytest.raises(ValidationError):
            corrections.draft_notice(note, by=editor)

    assert not Issue.objects.filter(kind="correction").exists()


def test_a_notice_whose_correction_was_deleted_goes_to_nobody(editor):
    article = make_article()
    reader("ada")
    send(scheduled(article))
    note = corrected(article)
    notice = corrections.draft_notice(note, by=editor)
    note.delete()

    assert frozen(Issue.objects.get(pk=notice.pk)) == {"ada": "not_received"}


def test_at_the_desk_a_correction_is_listed_drafted_written_and_sent(client, editor, settings):
    settings.POSTAL_ADDRESS = "12 Example Street, Berlin"
    article = make_article("Magnesium and cramps")
    reader("ada")
    send(scheduled(article))
    corrected(article, "It said 35 mg; it is 350 mg.")
    corrected(make_article("Never sent"))
    client.force_login(editor)

    assert "Corrections to tell of" in client.get(f"{DESK}/").text
    page = client.get(f"{DESK}/corrections/").text
    assert "Magnesium and cramps" in page
    assert "1 reader received it" in page
    assert "Never sent" not in page

    note = article.change_notes.get()
    drafted = client.post(f"{DESK}/corrections/{note.pk}/draft/")
    notice = Issue.objects.get(kind="correction")
    assert drafted["Location"] == f"{DESK}/{notice.pk}/change/"
    form = client.get(drafted["Location"]).text
    assert 'name="topic"' not in form
    assert "picks-TOTAL_FORMS" not in form
    written = {"subject": "A dose was wrong", "slug": notice.slug, "preheader": "", "intro": "We are sorry."}
    assert client.post(drafted["Location"], written).status_code == 302
    looked = client.get(f"{DESK}/{notice.pk}/send/").text
    assert "it goes to <b>1</b> reader." in looked
    assert "It said 35 mg; it is 350 mg." in looked

    client.post(f"{DESK}/{notice.pk}/schedule/", {"now": "1"})

    assert audience.freeze(Issue.objects.get(pk=notice.pk))
    assert became_of(notice) == {"ada": "waiting"}
    assert "We are sorry." in notice.editions.get().text
    assert "None: each correction" in client.get(f"{DESK}/corrections/").text


def test_looking_at_corrections_changes_nothing_and_drafting_needs_the_right(client, editor):
    article = make_article()
    send(scheduled(article))
    note = corrected(article)
    client.force_login(editor)
    client.get(f"{DESK}/corrections/")
    assert client.get(f"{DESK}/corrections/{note.pk}/draft/").status_code == 405
    client.force_login(make_user("mara", group="Moderator"))

    assert client.get(f"{DESK}/corrections/").status_code == 403
    assert client.post(f"{DESK}/corrections/{note.pk}/draft/").status_code == 403
    assert not Issue.objects.filter(kind="correction").exists()
