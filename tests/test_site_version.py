"""What moves the versions by which kept pages are checked, and what asking for them costs."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Person, Pick, SiteVersion, version_of_article, version_of_site
from tests.factories import ago, make_article, make_comment, make_discussion, make_person, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = make_article("Known", slug="known", authors=[make_person(slug="ada")], topics=[make_topic(slug="night")])
    Article.objects.update(changed_at=ago(hours=1))
    return article


def number():
    return SiteVersion.objects.get().number


CHANGES = {
    "another article": lambda article: make_article(),
    "an article deleted": lambda article: make_article().delete(),
    "a title": lambda article: article.save(),
    "a name": lambda article: article.authors.get().save(),
    "a link of a person": lambda article: article.authors.get().links.create(label="Site", url="https://example.org"),
    "an author fewer": lambda article: article.authorships.get().delete(),
    "a topic": lambda article: article.topics.get().save(),
    "a topic more": lambda article: article.filings.create(topic=make_topic()),
    "a reference": lambda article: article.references.create(key="a", text="A source."),
    "a correction": lambda article: article.change_notes.create(kind="correction", text="It said the tendon."),
    "a pick": lambda article: Pick.objects.create(article=article, picked=make_article()),
    "how comments are taken": lambda article: make_discussion(mode="closed"),
    "a person deleted": lambda article: make_person().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_lists_and_menus_show_moves_it(article, change):
    before = number()

    CHANGES[change](article)

    assert number() > before


def test_signing_in_and_comments_move_it_not(article, client):
    user, comment = make_user(), make_comment(article=article)
    before = number()

    client.force_login(user)
    comment.approve(by=user)

    assert number() == before


def test_a_decision_moves_its_article_alone(article):
    other = make_article(slug="other")
    Article.objects.update(changed_at=ago(hours=1))
    comment, before = make_comment(article=article), version_of_article("other")

    comment.approve(by=make_user())

    assert version_of_article(other.slug) == before
    assert Article.objects.get(slug="known").changed_at > ago(minutes=1)


def test_the_same_twice_is_the_same(article):
    assert version_of_article("known") == version_of_article("known")
    assert version_of_site() == version_of_site()


def test_a_change_that_was_taken_back_moved_nothing(article):
    before = number()

    with suppress(RuntimeError), transaction.atomic():
        article.save()
        raise RuntimeError

    assert number() == before


def test_what_is_not_published_has_none():
    make_article(slug="draft", published_at=None)

    assert (version_of_article("draft"), version_of_article("none")) == (None, None)


@pytest.mark.parametrize("version", [lambda: version_of_article("known"), version_of_site])
def test_it_is_asked_by_one_query_that_finds_its_rows_by_index(article, version):
    Person.objects.first()

    with CaptureQueriesContext(connection) as captured:
        version()

    assert len(captured) == 1
    assert [step for step in plan_of(captured[0]["sql"]) if reads_all(step)] == []


def reads_all(step):
    """A whole table, row by row. The table of one row may be read so."""
    whole = "Seq Scan" in step or ("SCAN" in step and "USING" not in step)
    return whole and "siteversion" not in step


def plan_of(sql):
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of three rows is read whole otherwise
        cursor.execute(f"{explain} {sql}")
        return [row[-1] for row in cursor.fetchall()]
