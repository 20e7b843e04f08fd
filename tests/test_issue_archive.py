"""Issues on the web, as they were sent."""

import pytest

from newsletter.marks import LEAVE
from tests.factories import make_article
from tests.issues import edition, issue, sent_issue

pytestmark = pytest.mark.django_db


def test_an_issue_stands_on_the_web_once_it_goes_out_and_without_anyones_links(client):
    draft, sent = issue(make_article()), sent_issue(make_article("Magnesium"), subject="At night")

    page = client.get(f"/newsletter/issues/{sent.slug}/")
    letter = client.get(f"/newsletter/issues/{sent.slug}/letter/")

    assert client.get(f"/newsletter/issues/{draft.slug}/").status_code == 404
    assert client.get(f"/newsletter/issues/{draft.slug}/letter/").status_code == 404
    assert sent.editions.get().content_hash in page.text
    for answer in [page, letter]:
        assert "Magnesium" in answer.text
        assert LEAVE not in answer.text
        assert "unsafe" not in answer["Content-Security-Policy"]
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in letter["Content-Security-Policy"]


def test_what_is_changed_after_sending_changes_no_archive(client):
    article = make_article("Magnesium helps")
    sent = sent_issue(article)

    article.title = "Magnesium hardly helps"
    article.save()

    for address in [f"/newsletter/issues/{sent.slug}/", f"/newsletter/issues/{sent.slug}/letter/"]:
        assert "Magnesium helps" in client.get(address).text
        assert "hardly" not in client.get(address).text


def test_the_archive_lists_issues_and_neither_digests_nor_corrections_nor_drafts(client):
    sent_issue(subject="An issue")
    sent_issue(subject="A digest", kind="digest")
    sent_issue(subject="A notice", kind="correction")
    issue(subject="A draft")

    page = client.get("/newsletter/").text

    assert "An issue" in page
    assert not any(subject in page for subject in ["A digest", "A notice", "A draft"])
    assert client.get("/newsletter/issues/issue-2/").status_code == 404


def test_the_archive_shows_the_whole_and_not_what_some_got_of_it(client):
    first, second = make_article("First"), make_article("Second")
    sent = sent_issue(first, second)
    edition(sent, [second])

    assert "First" in client.get(f"/newsletter/issues/{sent.slug}/").text
