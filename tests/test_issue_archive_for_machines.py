"""What search engines, other sites and readers of feeds learn of the issues in the archive."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletter.audience import freeze
from newsletter.marks import LEAVE
from newsletter.models import Edition
from tests.door import Visitor, within_a_transaction
from tests.factories import make_article
from tests.issues import edition, issue, sent_issue
from tests.pages import Html
from tests.test_structured_data import blocks_of, faults_of, nodes_of

pytestmark = pytest.mark.django_db

FEED, SITEMAP = "/newsletter/feed/", "/sitemap-issues.xml"
WHEN = datetime(2026, 3, 4, 12, tzinfo=UTC)


def entries(client):
    answer = client.get(FEED)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.bozo_exception
    return feed.entries


def in_sitemap(client):
    """{address: day of its last change}"""
    return {entry[0].text: entry[1].text for entry in ElementTree.fromstring(client.get(SITEMAP).content)}


def hidden_issues():
    """A draft, and letters that differ from reader to reader."""
    issue(subject="A draft")
    for kind in ["digest", "correction"]:
        sent_issue(subject=f"A {kind}", kind=kind)


def test_the_sitemap_names_each_issue_and_the_day_it_was_sent(client):
    hidden_issues()
    sent_issue(slug="nights", frozen_at=WHEN)

    assert in_sitemap(client) == {"http://testserver/newsletter/issues/nights/": "2026-03-04"}
    assert "<loc>http://testserver/sitemap-issues.xml</loc>" in client.get("/sitemap.xml").text
    assert "<loc>http://testserver/newsletter/</loc>" in client.get("/sitemap-words.xml").text


def test_the_feed_brings_each_issue_as_it_was_sent_without_anyones_links(client):
    hidden_issues()
    article = make_article("Magnesium helps")
    sent = sent_issue(
        article, subject="At <night> & by day", slug="nights", preheader="In short: p<0.05.", frozen_at=WHEN
    )
    article.title = "Magnesium hardly helps"
    article.save()

    (entry,) = entries(client)

    assert entry.title == "At <night> & by day"
    assert entry.link == "http://testserver/newsletter/issues/nights/"
    assert entry.published == entry.updated == "2026-03-04T12:00:00+00:00"
    assert entry.id == f"tag:testserver,2026:issue/{sent.pk}"
    (content,) = entry.content
    assert content.type == "text/html"
    assert "Magnesium helps" in content.value
    assert not any(words in client.get(FEED).text for words in [LEAVE, "hardly", "A draft", "A digest", "A correction"])


def test_words_of_an_issue_are_words_in_its_feed(client):
    sent_issue(make_article("Drink <script>alert(1)</script>"))

    assert (
        "&lt;script&gt;alert(1)"
        in feedparser.parse(client.get(FEED).content, sanitize_html=False).entries[0].content[0].value
    )


def test_the_newest_twenty_stand_in_the_feed_and_an_empty_one_is_a_feed_too(client):
    assert entries(client) == []
    for number in range(22):
        sent_issue(subject=f"Number {number}", frozen_at=WHEN.replace(day=number + 1))

    assert [entry.title for entry in entries(client)] == [f"Number {number}" for number in range(21, 1, -1)]


def test_the_part_that_some_got_of_an_issue_is_no_entry(client):
    first, second = make_article("First"), make_article("Second")
    edition(sent_issue(first, second), [second])

    (entry,) = entries(client)

    assert "First" in entry.content[0].value


def test_its_data_has_no_fault_and_says_by_whom_and_when(client):
    page = sent_issue(subject="At night", slug="nights", frozen_at=WHEN).get_absolute_url()

    assert list(faults_of(blocks_of(client, page))) == []
    said = nodes_of(client, page)
    assert said["Article"]["headline"] == said["WebPage"]["name"] == "At night"
    assert said["Article"]["datePublished"] == said["Article"]["dateModified"] == "2026-03-04T12:00:00+00:00"
    assert [step["name"] for step in said["BreadcrumbList"]["itemListElement"]] == ["Cramps", "Newsletter", "At night"]
    assert list(faults_of(blocks_of(client, "/newsletter/"))) == []


def test_other_sites_are_told_what_it_is(client):
    sent_issue(subject='At "night"', slug="nights", preheader="Three articles.", frozen_at=WHEN)

    page = Html(client.get("/newsletter/issues/nights/"))

    said = {meta.get("property"): meta.get("content") for meta in page.all("meta")}
    assert (said["og:type"], said["og:title"], said["og:description"]) == ("article", 'At "night"', "Three articles.")
    assert said["og:url"] == "http://testserver/newsletter/issues/nights/"
    assert said["article:published_time"] == "2026-03-04T12:00:00+00:00"
    assert said["og:image"].startswith("http://testserver/static/icons/share.")


def test_the_page_is_the_one_address_and_the_letter_in_its_frame_says_so(client):
    page = sent_issue(slug="nights").get_absolute_url()

    canonical = [link.get("href") for link in Html(client.get(page)).all("link") if link.get("rel") == "canonical"]

    assert canonical == ["http://testserver/newsletter/issues/nights/"]
    assert client.get(f"{page}letter/")["Link"] == '<http://testserver/newsletter/issues/nights/>; rel="canonical"'


@pytest.mark.parametrize("address", ["/newsletter/", "/newsletter/issues/nights/"])
def test_pages_of_the_newsletter_lead_to_its_feed(client, address):
    sent_issue(slug="nights")

    page = Html(client.get(address))

    feeds = [link.get("href") for link in page.all("link") if link.get("type") == "application/atom+xml"]
    assert FEED in feeds
    assert FEED in page.attributes("href", "a")


def test_every_page_leads_to_the_issues(client):
    assert "/newsletter/#issues" in Html(client.get("/about/")).attributes("href", "a")
    assert "No issue has gone out yet." in Html(client.get("/newsletter/")).main

    sent_issue(subject="At night")

    assert "At night" in Html(client.get("/newsletter/")).main
    assert "No issue" not in Html(client.get("/newsletter/")).main


def test_they_are_kept_at_the_door_until_the_next_issue_goes_out(clock):
    sent_issue(subject="First")
    pages = [FEED, SITEMAP, "/newsletter/"]
    with within_a_transaction():
        visitor = Visitor()
        before = {page: visitor.get(page) for page in pages}
        clock.pass_by(2)
        with CaptureQueriesContext(connection) as asked:
            again = {page: visitor.get(page).body for page in pages}
        number = len(asked)
        freeze(issue(subject="Second", slug="second", status="scheduled", send_at=timezone.now()))
        clock.pass_by(2)
        after = {page: visitor.get(page).text for page in pages}

    assert number == len(pages)  # each its version, and nothing else
    assert again == {page: answer.body for page, answer in before.items()}
    assert not any("Set-Cookie" in answer.headers for answer in before.values())
    assert all("second" in text for text in after.values())


def test_they_take_as_many_queries_for_twenty_issues_as_for_one(client):
    pages = {FEED: 1, SITEMAP: 2}
    for _ in range(2):
        for _ in range(10):
            sent_issue()
        for page, number in pages.items():
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            assert (page, len(asked)) == (page, number)
    assert Edition.objects.in_archive().count() == 20
