"""How many queries a page takes: few, and as many for much as for little."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import brake
from comments.models import Rule
from comments.models.rule import rules_in_use
from comments.names import reserved
from comments.screening.sender import looks_of_the_house
from comments.views import article_to_comment_on
from cramps_site.lib.for_a_moment import forget_all
from tests.factories import make_article, make_comment, make_discussion, make_person, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def queries(client):
    def count(address):
        cache.clear()
        forget_all()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    assert connection.features.supports_json_field  # SQLite is asked for it once in a process
    make_topic("Exercise")
    client.get("/")  # content types and the like are asked for once in a process
    return count


def article_with_comments(number):
    """An article with everything, `number` comments, and a reply to each of them."""
    people = [make_person() for _ in range(3)]
    for person in people:
        person.links.create(label="Site", url="https://example.org/")
    keys = ["a", "b", "c"]
    article = make_article(
        body="A.[@a] B.[@b] C.[@c]", authors=people, topics=[make_topic(), make_topic()], references=keys
    )
    for _ in range(number):
        comment = make_comment(article=article, status="approved")
        make_comment("A reply.", article=article, parent=comment, status="approved")
        make_comment("Still waiting.", article=article)
    return article


def test_an_article_with_50_comments_and_their_replies_takes_eight(client, queries):
    article = article_with_comments(50)

    assert queries(article.get_absolute_url()) <= 8
    assert client.get(article.get_absolute_url()).text.count("<p>A reply.</p>") == 50


def test_it_takes_as_many_with_5(queries):
    few, many = article_with_comments(5), article_with_comments(50)

    assert queries(few.get_absolute_url()) == queries(many.get_absolute_url())


def test_the_list_of_comments_takes_as_many_for_5_as_for_60(queries):
    few, many = article_with_comments(5), article_with_comments(60)

    counts = [
        queries(f"{few.get_absolute_url()}comments/"),
        queries(f"{many.get_absolute_url()}comments/"),
        queries(f"{many.get_absolute_url()}comments/?page=2"),
    ]

    assert counts == [6, 6, 6]


def fill(number):
    topic, author = make_topic(slug=f"topic-{number}"), make_person(slug=f"author-{number}")
    for _ in range(number):
        make_article(topics=[topic, make_topic()], authors=[author, make_person()], references=["a"])
    return [topic.get_absolute_url(), author.get_absolute_url(), "/", "/authors/", "/feed/", "/sitemap.xml"]


def test_lists_take_as_many_for_one_entry_as_for_eight(queries):
    for_one = {address.partition("1")[0]: queries(address) for address in fill(1)}
    for_eight = {address.partition("8")[0]: queries(address) for address in fill(8)}

    assert for_eight == for_one
    assert for_eight == {
        "/topics/topic-": 8,
        "/authors/author-": 10,
        "/": 6,
        "/authors/": 2,
        "/feed/": 4,
        "/sitemap.xml": 9,
    }


def test_a_search_takes_as_many_for_one_answer_as_for_eight(queries):
    fill(1)
    for_one = queries("/search/?q=article")
    fill(8)

    assert [for_one, queries("/search/?q=article")] == [6, 6]


def test_a_search_for_a_word_that_is_not_known_asks_what_it_may_be(queries):
    fill(8)

    # What it begins, what it looks like, whether that stands in a published article; the menu and the topics besides.
    assert [queries("/search/?q=xyzzyq"), queries("/search/?q=artcile")] == [6, 11]
    assert queries("/search/?q=") == 2


def test_pages_of_our_own_words_ask_for_the_menu_only_and_that_on_privacy_for_what_rules_keep(queries):
    assert [queries(address) for address in ["/about/", "/house-rules/", "/privacy/"]] == [1, 1, 2]


def test_the_newsletter_asks_for_the_menu_and_its_issues(queries):
    assert queries("/newsletter/") == 2


def test_a_page_that_is_not_there_asks_for_it_for_what_is_near_and_for_the_menu(client):
    client.get("/articles/warm-up/")

    with CaptureQueriesContext(connection) as captured:
        assert client.get("/articles/never/").status_code == 404

    assert len(captured) <= 4  # the article, one that had the slug, what is near, the menu


def test_posting_a_comment_takes_as_many_queries_with_a_hundred_rules_as_with_none(client, queries):
    make_discussion(seconds_between=0)
    article = make_article()
    headers = {"Sec-Fetch-Site": "same-origin"}

    def post(body):
        article_to_comment_on.forget()
        with CaptureQueriesContext(connection) as captured:
            fields = {"name": "Ada", "body": body}
            assert client.post(f"/articles/{article.slug}/comments/", fields, headers=headers).status_code == 303
        return len(captured)

    post("The first comment fills what is kept for a few seconds.")
    without = post("Stretching in the evening was what helped me most with my calves.")
    for n in range(100):
        Rule.objects.create(pattern=f"phrase {n}")
    cache.clear()
    forget_all()
    rules_in_use()
    looks_of_the_house()
    reserved()
    brake.is_on(60)

    assert post("Drinking more on hot days was what my trainer told us to do.") == without
    assert without == 6
