"""Queries that are compiled once answer as those that are built anew, whatever they are asked with."""

import pytest
from django.db import connection, transaction
from django.db.models import Count, F
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.discussions import discussion_columns
from comments.models import Comment, NearKey
from cramps_site.lib import prepared as prepared_rows
from cramps_site.lib.prepared import prefetched, prepared
from tests.factories import ago, make_article, make_comment, make_person

pytestmark = pytest.mark.django_db


@prepared
def posted_since(moment, *names):
    found = Comment.objects.filter(posted_at__gte=moment, name__in=names).order_by("pk")
    return found.values_list("name", "posted_at", "guess_words")


def test_rows_have_names_and_the_values_that_django_gives():
    comment = make_comment(name="Ada", posted_at=ago(days=1), guess_words=["calf"])

    [row] = posted_since(ago(days=2), "Ada")

    assert (row.name, row.posted_at, row.guess_words) == ("Ada", comment.posted_at, ["calf"])


def test_each_question_has_its_own_values_and_as_many_as_it_likes():
    for name, days in [("Ada", 1), ("Bo", 2), ("Cy", 3)]:
        make_comment(name=name, posted_at=ago(days=days))

    def names(*asked):
        return [row.name for row in posted_since(*asked)]

    assert names(ago(days=4), "Ada", "Cy") == ["Ada", "Cy"]
    assert names(ago(days=2.5), "Ada", "Cy") == ["Ada"]
    assert names(ago(days=4), "Bo") == ["Bo"]
    assert names(ago(days=4), "100% '; --") == []


def test_an_article_comes_as_an_article_with_what_was_annotated_and_the_rest_when_it_is_asked_for():
    @prepared
    def at(slug):
        return type(article).objects.filter(slug=slug).only("slug", "title").annotate(**discussion_columns("pk"))

    article = make_article(body="Many words.")
    other = make_article()

    with CaptureQueriesContext(connection) as captured:
        [found] = at(article.slug)
        assert (found, found.title, found.own_discussion) == (article, article.title, None)

    assert len(captured) == 1
    assert found.body == "Many words."
    assert at(other.slug) == [other]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks no rows")
def test_rows_are_locked_within_a_transaction_only():
    @prepared
    def locked(name):
        return Comment.objects.select_for_update().filter(name=name)

    with transaction.atomic():
        assert locked("Ada") == []

    with pytest.raises(TransactionManagementError):
        locked("Ada")


def test_numbers_of_groups_have_names_too():
    @prepared
    def by_status(name):
        return Comment.objects.filter(name=name).order_by().values_list("status").annotate(number=Count("pk"))

    for status in ["approved", "approved", "spam"]:
        make_comment(name="Ada", status=status)

    assert {row.status: row.number for row in by_status("Ada")} == {"approved": 2, "spam": 1}


def test_rows_are_changed_to_other_values_each_time_and_counted():
    @prepared
    def seen_again(moment, words, *names):
        return Comment.objects.filter(name__in=names), {"posted_at": moment, "body": words, "version": F("version") + 1}

    for name in ["Ada", "Bo", "Cy"]:
        make_comment(name=name, body="Before", version=1)

    assert seen_again(ago(days=3), "After, 100%", "Ada", "Cy", "Nobody") == 2
    moment = ago(days=2)
    assert seen_again(moment, "After all", "Cy", "Ada", "Nobody") == 2
    rows = set(Comment.objects.exclude(name="Bo").values_list("posted_at", "body", "version"))
    assert rows == {(moment, "After all", 3)}
    assert Comment.objects.get(name="Bo").body == "Before"


def test_a_moment_that_would_be_kept_for_ever_is_refused():
    @prepared
    def since_now(name):
        return Comment.objects.filter(posted_at__gte=timezone.now(), name=name)

    with pytest.raises(ValueError, match="moment"):
        since_now("Ada")


def test_what_is_stored_is_what_django_would_have_stored():
    usual = make_comment(name="Ada", body="100% of my “calves” \\ 'hurt'; --")
    other = Comment(**{name: value for name, value in vars(usual).items() if name not in {"_state", "id", "token"}})

    prepared_rows.store([other])

    differing = {"id", "token"}
    [first, second] = [
        {name: value for name, value in row.items() if name not in differing}
        for row in Comment.objects.order_by("pk").values()
    ]
    assert first == second
    assert Comment.objects.get(pk=other.pk).token == other.token


def test_several_rows_are_stored_at_once_and_their_keys_come_back():
    comment = make_comment()

    with CaptureQueriesContext(connection) as captured:
        keys = prepared_rows.insert(NearKey, [{"comment_id": comment.pk, "key": key} for key in [7, -7, 2**62]])

    assert len(captured) == 1
    assert list(NearKey.objects.order_by("pk").values_list("pk", "key")) == list(zip(keys, [7, -7, 2**62], strict=True))


def test_rows_that_lead_back_are_kept_as_if_they_had_been_prefetched():
    article = make_article(references=["a", "b"])
    rows = list(article.references.all())

    with CaptureQueriesContext(connection) as captured:
        prefetched(article, "references", rows)
        assert [reference.key for reference in article.references.all()] == ["a", "b"]
        assert all(reference.article is article for reference in article.references.all())

    assert len(captured) == 0


def test_what_is_selected_with_a_row_comes_with_it():
    @prepared
    def of_writer(name):
        return Comment.objects.filter(name=name).select_related("person").order_by("pk")

    person = make_person()
    make_comment(name="Ada", person=person)
    make_comment(name="Ada")

    with CaptureQueriesContext(connection) as captured:
        assert [comment.person for comment in of_writer("Ada")] == [person, None]

    assert len(captured) == 1
