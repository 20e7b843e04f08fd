"""Many comments: pages of fifty threads, links to each comment, and how often the database is asked."""

import pytest

from comments.models import Comment
from comments.threads import thread_page
from tests.factories import ago, make_article
from tests.reading import approved, comments_in, page_of

pytestmark = pytest.mark.django_db


def many_threads(article, number):
    """That many threads, oldest first; the second one with three replies."""
    rows = [
        Comment(article=article, name="Ada", body=f"Thread {n}.", status="approved", posted_at=ago(minutes=number - n))
        for n in range(number)
    ]
    threads = Comment.objects.bulk_create(rows)
    for n in range(3):
        approved(f"Reply {n}.", article=article, parent=threads[1])
    return threads


def test_fifty_threads_are_a_page_and_a_link_to_a_comment_leads_to_its_page(client):
    article = make_article()
    threads = many_threads(article, 101)
    late_reply = approved("Late.", article=article, parent=threads[50])
    expected = {0: 1, 1: 1, 49: 1, 50: 2, 99: 2, 100: 3}

    for n, number in expected.items():
        address = threads[n].get_absolute_url()
        page, _, fragment = address.partition("#")
        assert fragment in comments_in(page_of(client, page)), address
        assert page == (
            article.get_absolute_url() if number == 1 else f"/articles/{article.slug}/comments/?page={number}"
        )
    assert late_reply.get_absolute_url() == f"/articles/{article.slug}/comments/?page=2#comment-{late_reply.pk}"
    assert len(comments_in(page_of(client, article.get_absolute_url()))) == 53
    assert 'Comments <span class="count">(105)</span>' in client.get(article.get_absolute_url()).text


def test_pages_of_comments_lead_to_each_other(client):
    article = make_article()
    many_threads(article, 101)
    comments = f"/articles/{article.slug}/comments/"

    pages = [
        client.get(address).text for address in [article.get_absolute_url(), f"{comments}?page=2", f"{comments}?page=3"]
    ]

    assert f'href="{comments}?page=2" rel="next"' in pages[0]
    assert 'href="?page=3" rel="next"' in pages[1]
    assert f'href="{article.get_absolute_url()}#comments" rel="prev"' in pages[1]
    assert 'href="?page=2" rel="prev"' in pages[2]
    assert 'rel="next"' not in pages[2]


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "1.0", "9999", "10000", "9" * 20, "9" * 5000, "٢", "%00"])
def test_a_page_that_is_not_there_is_not_found(client, number):
    article = make_article()
    approved(article=article)

    assert client.get(f"/articles/{article.slug}/comments/?page={number}").status_code == 404


@pytest.mark.parametrize("threads", [2, 60])
def test_a_page_of_comments_asks_the_database_as_often_for_two_as_for_fifty(client, threads, django_assert_num_queries):
    article = make_article()
    many_threads(article, threads)

    with django_assert_num_queries(1):
        assert len(thread_page(article).threads) == min(threads, 50)
    with django_assert_num_queries(3):  # the article, its comments with their number, the topics of the menu
        client.get(f"/articles/{article.slug}/comments/")
