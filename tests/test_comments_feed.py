"""The feed of an article's comments: what was approved, with words that stay words."""

from datetime import UTC, datetime

import feedparser
import pytest
from django.core.cache import cache

from comments.models import Comment
from tests.factories import ago, make_article, make_comment, make_person
from tests.reading import approved, comments_in, page_of, words_of

pytestmark = pytest.mark.django_db

FOLLOW = "Follow these comments by feed"


def read(client, article):
    response = client.get(f"/articles/{article.slug}/comments/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return feed


def test_an_entry_says_who_wrote_what_when_and_where_it_stands(client):
    article = make_article("Night cramps")
    first = approved(
        "Mine come at four.", article=article, name="Marit", posted_at=datetime(2026, 3, 4, 12, tzinfo=UTC)
    )
    approved("Same here.", article=article, name="Josef", parent=first)

    feed = read(client, article)

    assert (feed.feed.title, feed.feed.link) == (
        "Comments on Night cramps",
        "http://testserver/articles/night-cramps/#comments",
    )
    reply, entry = feed.entries
    assert (entry.title, entry.author, entry.published) == ("Marit", "Marit", "2026-03-04T12:00:00+00:00")
    assert entry.link == f"http://testserver/articles/night-cramps/#comment-{first.pk}"
    assert entry.content[0].value == "<p>Mine come at four.</p>"
    assert reply.title == "Josef, in reply to Marit"


def test_words_that_look_like_markup_stay_words(client):
    said = 'drug<placebo, p>0.05 & <b>bold</b> <script>alert("1")</script>'
    article = make_article("a<b & c")
    approved(said, article=article, name="Ada <3 & co")

    (entry,) = read(client, article).entries

    # As HTML the words are escaped once; feedparser takes markup away where there is any.
    escaped = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert entry.content[0].type == "text/html"
    assert entry.content[0].value.replace("&quot;", '"') == f"<p>{escaped}</p>"
    assert entry.summary.replace("&quot;", '"') == escaped
    assert entry.author == "Ada <3 & co"


def test_addresses_and_paragraphs_come_through(client):
    article = make_article()
    approved("See https://www.nhs.uk/x?a=1&b=2 .\n\nSecond.\nLine.", article=article)

    value = read(client, article).entries[0].content[0].value

    assert '<a href="https://www.nhs.uk/x?a=1&amp;b=2" rel="ugc nofollow noopener">' in value
    assert "<p>Second.<br />Line.</p>" in value


@pytest.mark.parametrize("status", ["waiting", "rejected", "spam", "withdrawn"])
def test_only_what_was_approved_is_in_it(client, status):
    article = make_article()
    shown = approved(article=article)
    make_comment("Secret words.", article=article, status=status, name="Secret name", email="secret@example.org")
    removed = make_comment("Secret words.", article=article, status=status, name="Secret name", parent=shown)
    approved("An answer that stayed.", article=article, name="Bo", parent=removed)
    approved("Elsewhere.")

    response = client.get(f"/articles/{article.slug}/comments/feed/")

    assert [entry.title for entry in read(client, article).entries] == ["Bo", "Ada"]
    assert "secret" not in response.text.casefold()
    assert not [token for token in Comment.objects.values_list("token", flat=True) if token in response.text]


def test_no_address_of_a_reader_is_in_it(client):
    article = make_article()
    approved(article=article, email="ada@example.org")

    assert "ada@example.org" not in client.get(f"/articles/{article.slug}/comments/feed/").text


def test_the_fifty_newest_are_in_it_and_each_link_leads_to_its_page(client):
    article = make_article()
    rows = Comment.objects.bulk_create(
        Comment(article=article, name="Ada", body=f"{n}", status="approved", posted_at=ago(minutes=99 - n))
        for n in range(75)
    )
    approved("Late reply.", article=article, parent=rows[0])

    entries = read(client, article).entries

    assert len(entries) == 50
    assert [entry.summary for entry in entries][:2] == ["Late reply.", "74"]
    for entry in [entries[0], entries[1], entries[25], entries[26], entries[-1]]:
        address, _, fragment = entry.link.removeprefix("http://testserver").partition("#")
        assert fragment in comments_in(page_of(client, address)), entry.link


def test_it_asks_the_database_four_times_however_much_is_in_it(client, django_assert_num_queries):
    article = make_article()
    first = approved(article=article, person=make_person())
    for _ in range(5):
        approved(article=article, parent=first)
    cache.clear()

    with django_assert_num_queries(4):  # the article, its newest comments, replies and threads before them
        client.get(f"/articles/{article.slug}/comments/feed/")


def test_an_entry_stays_the_same_one_when_the_article_moves(client):
    article = make_article("Why")
    approved(article=article)
    before = read(client, article)
    article.slug = "why-now"
    article.save()

    moved = client.get("/articles/why/comments/feed/")
    after = read(client, article)

    assert (moved.status_code, moved["Location"]) == (301, "/articles/why-now/comments/feed/")
    assert (after.feed.id, after.entries[0].id) == (before.feed.id, before.entries[0].id)


def test_unchanged_it_is_not_sent_twice_and_a_decision_changes_it(client, moderator):
    article = make_article()
    waiting = make_comment("New words.", article=article)
    address = f"/articles/{article.slug}/comments/feed/"
    tag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    waiting.approve(by=moderator)
    answer = client.get(address, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert "New words." in answer.text
    assert answer["Cache-Control"].startswith("public, ")


@pytest.mark.parametrize("published_at", [None, ago(days=-1)])
def test_what_is_not_published_has_none(client, published_at):
    article = make_article(published_at=published_at)

    assert client.get(f"/articles/{article.slug}/comments/feed/").status_code == 404
    assert client.get("/articles/nothing/comments/feed/").status_code == 404


def test_pages_with_comments_lead_to_it(client):
    article = make_article()
    approved(article=article)

    for address in [article.get_absolute_url(), f"/articles/{article.slug}/comments/"]:
        links = [link for link in page_of(client, address).iter("a") if words_of(link) == FOLLOW]
        assert [link.get("href") for link in links] == [f"/articles/{article.slug}/comments/feed/"]
