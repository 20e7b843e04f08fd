"""What must be right before an issue goes out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from newsletter import checks, gathering
from newsletter.checks import Page, of_links, of_size, of_words
from newsletter.models import Issue
from newsletter.rendering import Rendering
from tests.factories import ago, make_article, make_user
from tests.issues import issue, sent_issue

pytestmark = pytest.mark.django_db


def said(made):
    return [finding.words for finding in checks.errors(made)]


def test_a_whole_issue_has_no_error():
    assert said(issue(make_article(summary="Short & good."), intro="Hello *you*.\n\n- one\n- two")) == []


def test_a_third_issue_of_a_month_waits_for_the_next_as_readers_were_told():
    first, second, third = (issue(make_article()) for _ in range(3))
    june, july = (datetime(2026, month, 9, 8, tzinfo=UTC) for month in [6, 7])
    for made in [first, second]:
        assert checks.schedule(made, june, by=None)

    with pytest.raises(ValidationError, match="Readers agreed to 2 issues a month, and June 2026 has them"):
        checks.schedule(third, june + timedelta(days=20), by=None)

    second.back_to_draft(by=None)
    assert checks.schedule(second, july, by=None)
    assert checks.schedule(third, june + timedelta(days=20), by=None)


def test_notices_digests_and_what_was_never_sent_take_no_place_of_an_issue():
    june = datetime(2026, 6, 9, 8, tzinfo=UTC)
    for fields in [{"kind": "digest"}, {"kind": "correction"}, {"status": "missed"}, {"status": "cancelled"}]:
        issue(**{"status": "finished", "send_at": june} | fields)

    assert [checks.schedule(issue(make_article()), june, by=None) for _ in range(2)] == [True, True]


def test_an_issue_without_a_postal_address_or_words_or_subject_has_errors(settings):
    settings.POSTAL_ADDRESS = ""

    assert len(said(issue(subject=" "))) == 3


def test_an_article_that_readers_cannot_see_is_an_error():
    draft = make_article("Secret", published_at=None)

    assert any("not published" in words for words in said(issue(draft)))


@pytest.mark.parametrize(
    ("link", "errors"),
    [
        ("/nowhere/at/all/", 1),
        ("/articles/not-there/", 1),
        ("/topics/not-there/", 1),
        ("/authors/not-there/", 1),
        ("/newsletter/issues/not-there/", 1),
        ("/about/", 0),
        ("https://example.org/a", 0),
        ("https://nohost/", 1),
        ("mailto:ann@example.org", 0),
    ],
)
def test_links_are_looked_at(link, errors):
    assert len(said(issue(intro=f"Look [here]({link}) please."))) == errors


def test_odd_links_pictures_without_words_and_large_letters_are_found():
    page = Page('<a href="ftp://example.org/">a</a><a>b</a><img src="x"><img src="y" alt="A calf">')

    assert len(list(of_links(page))) == 2
    assert page.without_alt == 1
    assert [finding.is_error for finding in of_size(Rendering("", "x" * 80_000, ""))] == [False]
    assert [finding.is_error for finding in of_size(Rendering("", "x" * 100_000, ""))] == [True]
    assert list(of_words(Rendering("", "", "quite other words here"), page))


def test_nothing_with_an_error_goes_out_and_what_has_none_does():
    wrong, right = issue(), issue(make_article())
    editor = make_user()

    with pytest.raises(ValidationError):
        checks.schedule(wrong, timezone.now(), by=editor)

    assert checks.schedule(right, timezone.now(), by=editor) is True
    assert checks.schedule(right, timezone.now(), by=editor) is False
    assert [made.status for made in Issue.objects.order_by("pk")] == ["draft", "scheduled"]


def test_gathering_proposes_what_was_published_since_the_last_issue_newest_first():
    old, held, newer, newest = (make_article(published_at=ago(days=days)) for days in [9, 8, 3, 1])
    assert list(gathering.proposed()) == [newest, newer, held, old]  # the first issue ever
    make_article(published_at=None)
    Issue.objects.filter(pk=sent_issue(held).pk).update(frozen_at=ago(days=4))
    made = issue(newer)

    assert list(gathering.proposed(made)) == [newest]
    assert list(gathering.proposed()) == [newest, newer]
