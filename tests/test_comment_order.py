"""Oldest first, newest as a choice: the order of threads, its pages, and links that last."""

import re

import pytest

from comments.models import Comment
from tests.factories import ago, make_article
from tests.reading import approved, comments_in, page_of, words_of

pytestmark = pytest.mark.django_db


def threads(article, number):
    """That many, oldest first."""
    rows = [
        Comment(article=article, name="Ada", body=f"Thread {n}.", status="approved", posted_at=ago(minutes=number - n))
        for n in range(number)
    ]
    return Comment.objects.bulk_create(rows)


def ids(*comments):
    return [f"comment-{comment.pk}" for comment in comments]


def address_of(article, query=""):
    return f"/articles/{article.slug}/comments/{query}"


def test_newest_first_turns_the_threads_round_and_not_what_is_said_in_them(client):
    article = make_article()
    first, second, third = threads(article, 3)
    reply = approved("Reply.", article=article, parent=first)
    deeper = approved("Deeper.", article=article, parent=reply)

    oldest = comments_in(page_of(client, address_of(article)))
    newest = comments_in(page_of(client, address_of(article, "?order=newest")))

    assert list(oldest) == ids(first, reply, deeper, second, third)
    assert list(newest) == ids(third, second, first, reply, deeper)
    assert list(comments_in(page_of(client, article.get_absolute_url()))) == list(oldest)


def test_newest_first_has_pages_of_fifty_threads_that_lead_to_each_other(client):
    article = make_article()
    rows = threads(article, 120)
    addresses = [
        address_of(article, query) for query in ["?order=newest", *(f"?order=newest&page={n}" for n in (2, 3))]
    ]

    pages = [client.get(address).text for address in addresses]

    shown = [list(comments_in(page_of(client, address))) for address in addresses]
    assert shown == [ids(*rows[:69:-1]), ids(*rows[69:19:-1]), ids(*rows[19::-1])]
    assert re.findall(r'href="([^"]*)" rel="(?:prev|next)"', pages[0]) == ["?order=newest&amp;page=2"]
    assert re.findall(r'href="([^"]*)" rel="(?:prev|next)"', pages[1]) == ["?order=newest", "?order=newest&amp;page=3"]
    assert re.findall(r'href="([^"]*)" rel="(?:prev|next)"', pages[2]) == ["?order=newest&amp;page=2"]
    assert client.get(address_of(article, "?order=newest&page=4")).status_code == 404


@pytest.mark.parametrize(("number", "removed"), [(3, 0), (50, 0), (51, 0), (120, 0), (120, 21)])
def test_the_link_of_each_comment_is_the_lasting_one_in_either_order(client, moderator, number, removed):
    article = make_article()
    rows = threads(article, number)
    approved("Reply.", article=article, parent=rows[0])
    for row in rows[1 : removed + 1]:
        row.reject(by=moderator)

    for page in range(1, (number - removed - 1) // 50 + 2):
        for element in comments_in(page_of(client, address_of(article, f"?order=newest&page={page}"))).values():
            comment = Comment.objects.get(pk=element.get("id").removeprefix("comment-"))
            links = [link.get("href") for link in element.iter("a") if link.find("time") is not None]
            assert links == [comment.get_absolute_url()]
    for comment in [rows[0], rows[-1]]:
        address, _, fragment = comment.get_absolute_url().partition("#")
        assert fragment in comments_in(page_of(client, address))


def test_both_orders_are_named_where_there_is_something_to_order(client):
    article = make_article()
    threads(article, 1)
    approved("Reply.", article=article, parent=article.comments.get())
    assert "Newest first" not in client.get(article.get_absolute_url()).text

    threads(article, 1)

    newest = f'<a class="tap" href="{address_of(article, "?order=newest")}">Newest first</a>'
    for address in [article.get_absolute_url(), address_of(article)]:
        page = client.get(address).text
        assert f'<span class="tap" aria-current="true">Oldest first</span>{newest}' in page
    page = client.get(address_of(article, "?order=newest")).text
    assert f'<a class="tap" href="{address_of(article)}">Oldest first</a>' in page
    assert '<span class="tap" aria-current="true">Newest first</span>' in page


@pytest.mark.parametrize("order", ["", "Newest", "new", "oldest first", "-posted_at", "newest%00", "9" * 5000])
def test_an_order_that_there_is_not_is_not_found(client, order):
    article = make_article()
    threads(article, 2)

    assert client.get(address_of(article, f"?order={order}")).status_code == 404


def test_another_order_says_so_in_its_title_and_is_no_other_page_for_search_engines(client):
    article = make_article("Night cramps")
    threads(article, 60)

    page = page_of(client, address_of(article, "?order=newest&page=2"))

    assert words_of(page.find(".//title")) == "Comments on Night cramps, newest first, page 2 | Cramps"
    assert page.find(".//link[@rel='canonical']").get("href") == f"http://testserver{address_of(article)}"


@pytest.mark.parametrize("number", [2, 60])
def test_newest_first_asks_the_database_as_often_for_two_as_for_fifty(client, number, django_assert_num_queries):
    article = make_article()
    threads(article, number)

    with django_assert_num_queries(3):  # the article, its comments with their number, the topics of the menu
        client.get(address_of(article, "?order=newest"))
