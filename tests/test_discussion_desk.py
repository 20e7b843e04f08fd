"""The settings of comments at the desk."""

import pytest

from comments.discussions import discussion_of
from comments.models import ArticleDiscussion, SiteDiscussion
from tests import pages
from tests.factories import ago, make_article, make_discussion, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db
SITE, ARTICLES = "/admin/comments/sitediscussion/", "/admin/comments/articlediscussion/"


@pytest.fixture(params=["Moderator", "Editor"])
def desk(client, request):
    client.force_login(make_user(group=request.param))
    return client


def send(desk, address, **changes):
    return desk.post(address, pages.form_of(Html(desk.get(address))) | changes)


def test_the_one_row_is_made_when_somebody_first_changes_a_setting(desk):
    assert desk.get(SITE)["Location"] == f"{SITE}add/"
    assert SiteDiscussion.objects.count() == 0

    assert send(desk, f"{SITE}add/", stopped="on").status_code == 302

    assert discussion_of(make_article()).why == "No comments are taken at the moment, on any article"
    row = SiteDiscussion.objects.get()
    assert desk.get(SITE)["Location"] == f"{SITE}{row.pk}/change/"
    assert desk.get(f"{SITE}add/")["Location"] == f"{SITE}{row.pk}/change/"
    assert desk.get(f"{SITE}{row.pk}/delete/").status_code == 403


def test_it_is_changed_and_two_who_make_it_at_once_write_one_row(desk):
    SiteDiscussion(per_hour=7).save()
    SiteDiscussion(per_hour=9).save()
    row = SiteDiscussion.objects.get()

    send(desk, f"{SITE}{row.pk}/change/", close_after="30", mode="open")

    row.refresh_from_db()
    assert (row.per_hour, row.close_after, row.mode) == (9, 30, "open")


def test_a_figure_that_would_let_nobody_post_is_refused(desk):
    page = send(desk, f"{SITE}add/", per_hour="0")

    assert "Ensure this value is greater than or equal to 1." in page.text
    assert SiteDiscussion.objects.count() == 0


def test_an_article_is_closed_and_opened_again(desk):
    article = make_article("Night cramps", published_at=ago(days=3))

    assert send(desk, f"{ARTICLES}add/", article=article.pk, mode="closed").status_code == 302

    row = ArticleDiscussion.objects.get()
    assert (row.article, row.mode) == (article, "closed")
    listed = Html(desk.get(ARTICLES)).main
    assert "Night cramps" in listed
    assert "Comments on this article are closed." in listed
    assert "Comments on this article are closed." in desk.get(f"{ARTICLES}{row.pk}/change/").text

    desk.post(f"{ARTICLES}{row.pk}/delete/", {"post": "yes"})
    assert discussion_of(article).takes_comments


def test_the_list_says_how_it_is_now_and_not_only_what_was_set(desk):
    article = make_article(published_at=ago(days=31))
    make_discussion(close_after=30)
    make_discussion(article, mode="open")

    assert "Comments on this article closed 30 days after it appeared." in Html(desk.get(ARTICLES)).main
