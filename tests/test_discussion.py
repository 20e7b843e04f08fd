"""How an article takes comments: one rule, kept on every surface."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from comments.discussions import discussion_of
from comments.models import Comment
from tests.factories import ago, make_article, make_comment, make_discussion
from tests.pages import Html

pytestmark = pytest.mark.django_db
WORDS = {"name": "Ada", "email": "ada@example.org", "body": "Stretching helped me."}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


def post(client, article, **fields):
    return client.post(f"/articles/{article.slug}/comments/", WORDS | fields, headers=BROWSER)


def talked_about(**fields):
    article = make_article(**fields)
    make_comment("It helped me.", name="Bo", article=article, status="approved")
    return article


def pages_of(article):
    page = article.get_absolute_url()
    return {"article": page, "list": f"{page}comments/", "feed": f"{page}comments/feed/"}


def test_without_any_setting_every_comment_waits_for_a_person():
    discussion = discussion_of(make_article())

    assert (discussion.mode, discussion.takes_comments, discussion.shows_comments) == ("hold", True, True)
    assert discussion.holds_all
    assert discussion.site.per_hour == 5


@pytest.mark.parametrize(
    ("mode", "takes", "shows", "holds"),
    [
        ("open", True, True, False),
        ("hold", True, True, True),
        ("closed", False, True, False),
        ("hidden", False, False, False),
    ],
)
@pytest.mark.parametrize("where", ["site", "article"])
def test_each_mode_of_the_site_or_of_an_article(mode, takes, shows, holds, where):
    article = make_article()
    make_discussion(article if where == "article" else None, mode=mode)

    discussion = discussion_of(article)

    assert (discussion.takes_comments, discussion.shows_comments, discussion.holds_all) == (takes, shows, holds)
    assert bool(discussion.why) == (not takes)


def test_what_an_article_says_goes_before_what_the_site_says():
    own, other = make_article(), make_article()
    make_discussion(mode="hidden", hold_after=1)
    make_discussion(own, mode="open", hold_after=30)

    assert discussion_of(own).mode == "open"
    assert discussion_of(other).mode == "hidden"


def test_the_switch_closes_every_article_and_shows_none_that_is_hidden():
    opened, hidden = make_article(), make_article()
    make_discussion(mode="open", stopped=True)
    make_discussion(opened, mode="open")
    make_discussion(hidden, mode="hidden")

    assert discussion_of(opened).why == "No comments are taken at the moment, on any article"
    assert (discussion_of(opened).mode, discussion_of(hidden).mode) == ("closed", "hidden")


@pytest.mark.parametrize(
    ("limit", "before", "after"), [("close_after", "open", "closed"), ("hold_after", "open", "hold")]
)
def test_an_article_closes_or_holds_at_the_very_end_of_its_days(limit, before, after, monkeypatch):
    moment = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    article = make_article(published_at=moment)
    make_discussion(mode="open", **{"hold_after": None, limit: 30})

    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(days=30) - timedelta(microseconds=1))
    assert discussion_of(article).mode == before
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(days=30))
    assert discussion_of(article).mode == after


@pytest.mark.parametrize("published_at", [None, datetime(9999, 12, 31, tzinfo=UTC), ago(days=-40)])
def test_what_is_still_to_come_has_no_age(published_at):
    article = make_article(published_at=published_at)
    make_discussion(close_after=32_767, hold_after=1, mode="open")

    assert discussion_of(article).mode == "open"


def test_it_takes_one_query(django_assert_num_queries):
    article = make_article()
    make_discussion(stopped=True)
    make_discussion(article, mode="hold")

    with django_assert_num_queries(1):
        assert discussion_of(article).why


def test_an_article_without_comments_takes_nine_queries_where_nothing_is_kept(client, django_assert_max_num_queries):
    article = make_article(references=["study"])
    client.get("/")

    with django_assert_max_num_queries(9):
        client.get(article.get_absolute_url())


@pytest.mark.parametrize(
    ("site", "own", "why"),
    [
        ({}, {"mode": "closed"}, "Comments on this article are closed"),
        ({"mode": "closed"}, {}, "Comments on this site are closed"),
        ({"stopped": True}, {}, "No comments are taken at the moment, on any article"),
        ({"close_after": 14}, {}, "Comments on this article closed 14 days after it appeared"),
        ({}, {"close_after": 1}, "Comments on this article closed a day after it appeared"),
    ],
)
def test_where_comments_are_closed_the_thread_is_read_and_the_page_says_why(client, site, own, why):
    article = talked_about(published_at=ago(days=14))
    make_discussion(**site)
    make_discussion(article, **own)

    for name in ["article", "list"]:
        page = Html(client.get(pages_of(article)[name]))
        assert "It helped me." in page.main
        assert f"{why}." in page.main
        assert "Send comment" not in page.main
        assert "?reply=" not in str(page.attributes("href"))
    response = post(client, article)
    assert response.status_code == 422
    assert f"{why}, so yours was not sent." in unescape(response.text)
    assert all(word in response.text for word in WORDS.values())
    assert Comment.objects.count() == 1


def test_a_closed_article_without_comments_invites_nobody(client):
    article = make_article()
    make_discussion(article, mode="closed")

    for name in ["article", "list"]:
        page = client.get(pages_of(article)[name]).text
        assert "Be the first" not in page
        assert "Comments on this article are closed." in page


def test_where_comments_are_hidden_no_page_and_no_program_sees_one(client):
    article = talked_about()
    reply_to = f"{pages_of(article)['list']}?reply={article.comments.get().pk}"
    make_discussion(article, mode="hidden")

    page = client.get(article.get_absolute_url())
    assert page.status_code == 200
    for trace in ["It helped me.", "comments-title", "commentCount", "comment-form", "?reply="]:
        assert trace not in page.text
    feed = client.get(pages_of(article)["feed"])
    assert (feed.status_code, "<entry" in feed.text) == (200, False)
    assert client.get(pages_of(article)["list"]).status_code == 404
    assert client.get(reply_to).status_code == 404


def test_who_posts_where_comments_are_hidden_keeps_the_words_and_sees_none_of_the_others(client):
    article = talked_about()
    make_discussion(article, mode="hidden")

    response = post(client, article, parent=article.comments.get().pk)

    assert response.status_code == 422
    assert "There are no comments on this article, so yours was not sent." in unescape(response.text)
    assert "Stretching helped me." in response.text
    assert "It helped me." not in response.text


def test_when_it_is_opened_again_everything_is_there(client):
    article = talked_about()
    own = make_discussion(article, mode="hidden")
    changed_at = article.changed_at

    own.delete()

    article.refresh_from_db()
    assert article.changed_at > changed_at
    assert "It helped me." in client.get(article.get_absolute_url()).text
    assert post(client, article).status_code == 303
