"""The admin runs under the same strict policy as the pages of readers, and complains of nothing."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Person
from comments.models import Comment
from cramps_site import demo
from newsletter.models import Subscriber, Suppression
from tests.factories import make_topic, make_user
from tests.lists import imported, read
from tests.sending import make_issue_on_its_way

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(db):
    demo.add()
    Subscriber.objects.ask("ada@example.org", page="/")
    Suppression.objects.add("gone@example.org", "hard")
    issue = make_issue_on_its_way(["ada@example.net"])
    waiting, done = read("email\nben@example.org\nnobody\n"), imported("email\ncleo@example.org\n", by=make_user())
    article, comment = Article.objects.first(), Comment.objects.waiting().first()
    return [
        "/admin/",
        "/admin/doctor/",
        "/admin/password_change/",
        "/admin/comments/queue/",
        "/admin/comments/queue/?state=all",
        "/admin/comments/comment/?q=",
        "/admin/comments/comment/?q=nothingsaysthis",
        f"/admin/comments/comment/{comment.pk}/change/",
        f"/admin/comments/comment/{comment.pk}/history/",
        "/admin/comments/rule/",
        "/admin/comments/rule/add/",
        "/admin/comments/ban/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        f"/admin/articles/article/{article.pk}/change/",
        f"/admin/articles/article/{article.pk}/delete/",
        f"/admin/articles/person/{Person.objects.first().pk}/change/",
        "/admin/articles/topic/add/",
        "/admin/articles/user/",
        "/admin/articles/user/add/",
        "/admin/newsletter/subscriber/",
        f"/admin/newsletter/subscriber/{Subscriber.objects.get(email='ada@example.org').pk}/change/",
        f"/admin/newsletter/subscriber/{Subscriber.objects.get(email='ada@example.org').pk}/erase/",
        "/admin/newsletter/subscriber/export/",
        "/admin/newsletter/subscriberlist/",
        "/admin/newsletter/subscriberlist/add/",
        f"/admin/newsletter/subscriberlist/{waiting.pk}/rows/",
        f"/admin/newsletter/subscriberlist/{done.pk}/rows/?fate=imported",
        "/admin/newsletter/liststep/",
        "/admin/newsletter/letter/",
        "/admin/newsletter/issue/",
        f"/admin/newsletter/issue/{issue.pk}/send/",
        f"/admin/newsletter/issue/{issue.pk}/progress/",
        f"/admin/newsletter/issue/{issue.pk}/cancel/",
        "/admin/newsletter/suppression/",
        "/admin/newsletter/suppression/add/",
        f"/admin/newsletter/suppression/{Suppression.objects.get().pk}/change/",
        f"/admin/newsletter/suppression/{Suppression.objects.get().pk}/lift/",
        "/admin/newsletter/suppressionstep/",
        "/admin/comments/notice/",
        "/admin/comments/digest/",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_the_admin_breaks_the_policy(open_browser, open_desk, pages, operator, theme):
    stranger = open_browser(color_scheme=theme)
    stranger.goto("/admin/login/")
    expect(stranger.get_by_label("Password")).to_be_visible()

    desk = open_desk(operator, color_scheme=theme)
    for path in pages:
        answer = desk.goto(path)

        assert answer.status == 200, path
        assert answer.header_value("Cache-Control").startswith(("private", "max-age=0, no-cache")), path


def test_a_page_that_is_not_for_this_account_says_so(open_desk, moderator):
    desk = open_desk(moderator)

    desk.goto("/admin/newsletter/subscriber/")

    expect(desk.get_by_role("heading", name="Your account may not open this")).to_be_visible()
    desk.get_by_role("link", name="Go to the desk").click()
    expect(desk.get_by_role("heading", name="What is to do")).to_be_visible()


def test_signing_out_elsewhere_is_explained_when_a_form_is_sent(open_desk, moderator):
    desk = open_desk(moderator)
    desk.goto("/admin/")
    desk.context.clear_cookies()

    desk.get_by_role("button", name="Log out").click()

    expect(desk.get_by_role("heading", name="This page was open too long")).to_be_visible()


def test_an_editor_writes_an_article_and_sees_it_published(open_desk, editor, scripts):
    make_topic("Night cramps", slug="night-cramps")
    Person.objects.create(name="Ines Moreau")
    desk = open_desk(editor, scripts=scripts)

    desk.goto("/admin/articles/article/add/")
    desk.get_by_label("Title:").fill("Cramps in the cold")
    desk.get_by_label("Slug:").fill("cramps-in-the-cold")
    desk.get_by_label("Body:").fill("Nobody has measured it.")
    desk.get_by_label("Date:").first.fill("01/02/2026")
    desk.get_by_label("Time:").first.fill("08:00")
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.get_by_text("was added successfully")).to_be_visible()
    desk.goto("/")
    desk.get_by_role("link", name="Cramps in the cold").click()
    expect(desk.get_by_text("Nobody has measured it.")).to_be_visible()


def test_a_word_that_is_longer_than_a_phone_is_wide_breaks_on_every_page_of_an_issue(open_desk, operator):
    issue = make_issue_on_its_way(["ada@example.net"], subject="Muskelkrampf" * 10)
    desk = open_desk(operator, viewport={"width": 360, "height": 800})

    for page in ["", "change/", "send/", "progress/", "cancel/"]:
        desk.goto(f"/admin/newsletter/issue/{page and f'{issue.pk}/{page}'}")
        assert desk.evaluate("document.documentElement.scrollWidth") <= 360, page
