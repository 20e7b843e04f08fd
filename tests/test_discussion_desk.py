"""The settings of comments at the desk."""

import pytest
from django.db.models import PositiveSmallIntegerField

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


BOUNDS = [
    ("close_after", 1, 3_650), ("hold_after", 1, 3_650), ("seconds_between", 0, 3_600), ("per_hour", 1, 1_000),
    ("per_day", 1, 10_000), ("brake_per_minute", 1, 10_000),
]  # fmt: skip


@pytest.mark.parametrize(("field", "least", "most"), BOUNDS)
def test_each_limit_has_bounds_and_says_both_when_a_figure_is_refused(desk, field, least, most):
    for figure in [least - 1, most + 1, 32_768, 10**30, "1.5", "many", "9" * 5_000]:
        page = Html(send(desk, f"{SITE}add/", **{field: str(figure)}))
        assert f"Write a whole number from {least:,} to {most:,}." in page.main, figure
        assert page.main.count("Write a whole number") == 1
        assert "Ensure" not in page.main
    assert SiteDiscussion.objects.count() == 0

    for figure in [least, most]:
        SiteDiscussion.objects.all().delete()
        assert send(desk, f"{SITE}add/", **{field: str(figure)}).status_code == 302
        assert getattr(SiteDiscussion.objects.get(), field) == figure


@pytest.mark.parametrize(("field", "least", "most"), BOUNDS)
def test_browsers_know_the_bounds(desk, field, least, most):
    [box] = [e for e in Html(desk.get(f"{SITE}add/")).all("input") if e.get("name") == field]

    assert (box.get("min"), box.get("max")) == (str(least), str(most))


@pytest.mark.parametrize("field", ["seconds_between", "per_hour", "per_day", "brake_per_minute"])
def test_a_limit_that_is_needed_is_not_left_empty(desk, field):
    assert "Write a whole number from" in Html(send(desk, f"{SITE}add/", **{field: ""})).main


@pytest.mark.parametrize("field", ["close_after", "hold_after"])
def test_so_it_is_with_the_days_of_an_article(desk, field):
    article = make_article()

    for days in [0, 3_651]:
        page = Html(send(desk, f"{ARTICLES}add/", article=article.pk, **{field: str(days)}))
        assert "Write a whole number from 1 to 3,650." in page.main
    assert send(desk, f"{ARTICLES}add/", article=article.pk, **{field: "3650"}).status_code == 302


def test_every_number_among_the_settings_has_both_bounds():
    for model in [SiteDiscussion, ArticleDiscussion]:
        for field in model._meta.fields:
            if isinstance(field, PositiveSmallIntegerField):
                assert {"min_value", "max_value"} == {validator.code for validator in field.validators}, field


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
