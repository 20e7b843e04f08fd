"""What changes is on every kept page a second later."""

import pytest

from articles.models import Article
from tests.door import settle, settled_article
from tests.factories import ago, make_article, make_comment, make_discussion, make_person, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return settled_article()


def test_an_approved_comment_is_there_a_second_later_on_the_page_its_feed_and_its_count(visitor, article, clock):
    comment = make_comment("It helped.", article=article)
    pages = ["/articles/known/", "/articles/known/comments/", "/articles/known/comments/feed/"]
    before = [visitor.get(page).text for page in pages]

    comment.approve(by=make_user())
    clock.pass_by(1)
    after = [visitor.get(page).text for page in pages]

    assert not any("It helped." in text for text in before)
    assert all("It helped." in text for text in after)
    assert "(1)" in after[0]


def test_a_page_of_one_thread_is_kept_and_an_approved_reply_is_on_it_a_second_later(visitor, article, clock):
    first = make_comment("The first.", article=article, status="approved")
    make_comment("One reply.", article=article, parent=first, status="approved")
    late = make_comment("It helped.", article=article, parent=first)
    settle()
    page = f"/articles/known/comments/?thread={first.pk}"
    before = [visitor.get(page).text for _ in range(2)]
    assert len(visitor.django.asked) == 1

    late.approve(by=make_user())
    clock.pass_by(1)

    assert not any("It helped." in text for text in before)
    assert "It helped." in visitor.get(page).text


def test_an_erased_comment_is_gone_a_second_later(visitor, article, clock):
    comment = make_comment("It helped.", article=article, status="approved")
    pages = ["/articles/known/", "/articles/known/comments/", "/articles/known/comments/feed/"]
    before = [visitor.get(page).text for page in pages]

    comment.erase()
    clock.pass_by(1)

    assert all("It helped." in text for text in before)
    assert not any("It helped." in visitor.get(page).text for page in pages)


def test_two_changes_in_one_instant_are_both_seen(visitor, article, clock):
    """The time of the change cannot tell them apart."""
    make_comment("The first.", article=article, status="approved")
    article.touch()
    moment = Article.objects.get(pk=article.pk).changed_at
    visitor.get("/articles/known/")

    make_comment("The second.", article=article, status="approved")
    Article.objects.filter(pk=article.pk).update(changed_at=moment)
    clock.pass_by(1)

    assert "The second." in visitor.get("/articles/known/").text


def test_a_correction_is_seen_on_the_article_and_in_the_lists(visitor, article, clock):
    pages = ["/", "/articles/known/", "/feed/", "/search/?q=known", "/sitemap-articles.xml"]
    before = [visitor.get(page).text for page in pages]

    article.change_notes.create(kind="correction", text="It said the tendon.")
    article.title = "Known better"
    article.save()
    settle()
    clock.pass_by(1)
    after = [visitor.get(page).text for page in pages]

    assert all(old != new for old, new in zip(before, after, strict=True))
    assert "It said the tendon." in after[1]
    assert all(" better" in text for text in after[:4])


def test_a_name_that_changes_changes_on_every_page(visitor, article, clock):
    person, topic = make_person("Ada Lind", slug="ada"), make_topic("Night", slug="night")
    article.authorships.create(person=person)
    article.filings.create(topic=topic)
    pages = ["/articles/known/", "/authors/", "/authors/ada/", "/topics/night/", "/feed/"]
    assert all("Ada Lind" in visitor.get(page).text for page in pages)

    person.name = "Ada Berg"
    person.save()
    clock.pass_by(1)

    assert all("Ada Berg" in visitor.get(page).text for page in pages)


def test_a_scheduled_article_appears_by_the_clock(visitor, article, clock, monkeypatch):
    make_article("Tomorrow", slug="tomorrow", published_at=ago(days=-1))
    settle()
    assert "Tomorrow" not in visitor.get("/").text

    Article.objects.filter(slug="tomorrow").update(published_at=ago(seconds=1))  # no signal: as if time had passed
    clock.pass_by(1)

    assert "Tomorrow" in visitor.get("/").text


def test_comments_that_close_by_age_close_on_the_kept_page(visitor, article, clock):
    make_discussion(close_after=30)
    assert "Send comment" in visitor.get("/articles/known/").text

    Article.objects.update(published_at=ago(days=30))
    clock.pass_by(1)

    assert "Send comment" not in visitor.get("/articles/known/").text


def test_a_withdrawn_article_is_gone_a_second_later(visitor, article, clock):
    assert visitor.get("/articles/known/").status == 200

    Article.objects.update(published_at=None)
    clock.pass_by(1)

    assert visitor.get("/articles/known/").status == 404


def test_a_switch_of_the_discussion_is_seen(visitor, article, clock):
    assert "Send comment" in visitor.get("/articles/known/").text

    make_discussion(stopped=True)
    clock.pass_by(1)

    assert "Send comment" not in visitor.get("/articles/known/").text
