"""Many replies to one comment: a few beside other threads, all of them on pages of their own."""

import re

import pytest

from comments.models import Comment
from comments.models.threads import REPLIES_PER_PAGE, REPLIES_SHOWN
from comments.threads import Thread
from tests.factories import ago, make_article, make_comment, make_discussion
from tests.reading import approved, comments_in, page_of, words_of

pytestmark = pytest.mark.django_db


def answered(number, **fields):
    """A comment that so many replies answer, between two others."""
    article = make_article()
    approved("Before.", article=article)
    first = approved("Who else?", article=article, **fields)
    same = {"article": article, "parent": first, "thread": first, "status": "approved", "name": "Bo"}
    replies = [Comment(body=f"Reply {n}.", posted_at=ago(minutes=number - n), **same) for n in range(number)]
    Comment.objects.bulk_create(replies)
    approved("After.", article=article)
    return first


def replies_of(thread):
    return list(thread.replies.order_by("pk"))


def address_of(thread, query=""):
    return f"/articles/{thread.article.slug}/comments/{query}"


def ids(comments):
    return [f"comment-{comment.pk}" for comment in comments]


def links_to_more(page):
    return [link for link in page.iter("a") if words_of(link).startswith("Show the other")]


@pytest.mark.parametrize("query", [None, "", "?order=newest"])
def test_beside_other_threads_a_few_replies_stand_and_a_link_to_the_others(client, query):
    first = answered(300)
    replies = replies_of(first)
    address = first.article.get_absolute_url() if query is None else address_of(first, query)

    page = page_of(client, address)

    before, after = first.article.comments.get(body="Before."), first.article.comments.get(body="After.")
    threads = [[before], [first, *replies[:REPLIES_SHOWN]], [after]]
    if query == "?order=newest":
        threads.reverse()
    assert list(comments_in(page)) == [element for thread in threads for element in ids(thread)]
    [link] = links_to_more(page)
    assert words_of(link) == f"Show the other {300 - REPLIES_SHOWN} replies"
    assert link.get("href") == address_of(first, f"?thread={first.pk}&after={replies[REPLIES_SHOWN - 1].pk}")
    assert 'Comments <span class="count">(303)</span>' in client.get(address).text


@pytest.mark.parametrize(
    ("more", "words"),
    [(1, "Show the other reply"), (2, "Show the other 2 replies"), (4950, "Show the other 4,950 replies")],
)
def test_the_link_says_how_many(more, words):
    assert Thread(more=more).in_words == words


def test_a_short_thread_stands_whole_and_has_no_link(client):
    first = answered(REPLIES_SHOWN)

    page = page_of(client, first.article.get_absolute_url())

    assert len(comments_in(page)) == REPLIES_SHOWN + 3
    assert links_to_more(page) == []


@pytest.mark.parametrize("number", [REPLIES_SHOWN + 1, REPLIES_SHOWN + REPLIES_PER_PAGE, 300])
def test_links_lead_to_each_reply_once_and_back(client, number):
    first = answered(number)
    page = page_of(client, first.article.get_absolute_url())
    seen, pages = [element for element in comments_in(page) if element in set(ids(replies_of(first)))], []
    [link] = links_to_more(page)
    address = link.get("href")
    while address:
        pages.append(address)
        page = page_of(client, address)
        shown = list(comments_in(page))
        assert shown[0] == f"comment-{first.pk}"
        assert len(shown) <= REPLIES_PER_PAGE + 1
        seen += shown[1:]
        following = page.find(".//a[@rel='next']")
        address = following.get("href") if following is not None else None

    assert seen == ids(replies_of(first))
    assert f"{first.article.get_absolute_url()}#comment-{first.pk}" in [a.get("href") for a in page.iter("a")]
    for address in pages[-2::-1]:
        assert page.find(".//a[@rel='prev']").get("href") == address
        page = page_of(client, address)
    assert page.find(".//a[@rel='prev']").get("href") == address_of(first, f"?thread={first.pk}")


def test_the_address_of_each_reply_leads_to_the_page_it_stands_on(client):
    first = answered(300)
    pages = {}

    for comment in [first, *replies_of(first)]:
        page, _, fragment = comment.get_absolute_url().partition("#")
        if page not in pages:
            pages[page] = comments_in(page_of(client, page))
        assert fragment in pages[page], page

    assert len(pages) == 1 + 6
    of_thread = [len(shown) - 1 for page, shown in pages.items() if "thread" in page]
    assert of_thread == [50] * 5 + [50 - REPLIES_SHOWN]


def test_the_feed_leads_to_the_same_addresses(client):
    first = answered(120)
    feed = client.get(f"{address_of(first)}feed/").text

    for comment in first.article.comments.order_by("-posted_at", "-pk")[:50]:
        assert f'href="http://testserver{comment.get_absolute_url().replace("&", "&amp;")}"' in feed


def test_the_pages_of_a_thread_have_their_own_titles_and_addresses(client):
    first = answered(120)
    last = replies_of(first)[REPLIES_SHOWN + REPLIES_PER_PAGE - 1]
    address = address_of(first, f"?thread={first.pk}&after={last.pk}")

    page = page_of(client, address)

    begin = REPLIES_SHOWN + REPLIES_PER_PAGE + 1
    title = f"Replies to one comment on {first.article.title}, {begin} to {begin + 49} of 120"
    assert words_of(page.find(".//title")).startswith(title)
    assert page.find(".//link[@rel='canonical']").get("href") == f"http://testserver{address}"


def test_a_reply_to_a_reply_on_an_earlier_page_names_it_and_leads_there(client, moderator):
    first = answered(120)
    early, removed = replies_of(first)[7], replies_of(first)[8]
    deeper, lost = [approved("Deep.", article=first.article, parent=reply, thread=first) for reply in (early, removed)]
    removed.reject(by=moderator)

    shown = comments_in(page_of(client, deeper.get_absolute_url()))

    links = shown[f"comment-{deeper.pk}"].iter("a")
    [link] = [link for link in links if link.get("href").endswith(f"#comment-{early.pk}")]
    assert words_of(link) == "Bo"
    assert f"comment-{early.pk}" in comments_in(page_of(client, link.get("href").partition("#")[0]))
    assert "In reply to a comment that was removed" in words_of(shown[f"comment-{lost.pk}"])


def test_replies_to_a_removed_comment_are_bounded_too(client, moderator):
    first = answered(60)
    first.reject(by=moderator)

    page = page_of(client, first.article.get_absolute_url())
    assert len(comments_in(page)) == REPLIES_SHOWN + 2
    [link] = links_to_more(page)
    text = client.get(link.get("href")).text

    assert "A comment stood here and was removed." in text
    assert "Who else?" not in text
    assert text.count('<article class="comment"') == 50


def test_only_approved_replies_are_counted_and_shown(client):
    first = answered(10)
    same = {"article": first.article, "parent": first}
    hidden = [make_comment("Secret.", status=status, **same) for status in ("waiting", "spam")]

    [link] = links_to_more(page_of(client, first.article.get_absolute_url()))

    assert words_of(link) == f"Show the other {10 - REPLIES_SHOWN} replies"
    assert not set(ids(hidden)) & set(comments_in(page_of(client, link.get("href"))))


def test_a_thread_that_is_not_there_is_not_found(client, moderator):
    first, elsewhere = answered(60), answered(60)
    reply, alone = replies_of(first)[0], first.article.comments.get(body="After.")
    waiting = make_comment(article=first.article)
    make_comment(article=first.article, parent=waiting)
    last = replies_of(first)[-1]

    queries = [f"thread={row.pk}" for row in (elsewhere, reply, alone, waiting)]
    queries += [f"thread={first.pk}&after={last.pk}", f"thread={first.pk}&page=2", f"thread={first.pk}&order=newest"]
    queries += ["after=3", "thread=", "thread=x", "thread=0", f"thread={'9' * 5000}", f"thread={first.pk}&after=-1"]
    for query in queries:
        assert client.get(address_of(first, f"?{query}")).status_code == 404, query
    assert client.get(address_of(first, f"?thread={first.pk}")).status_code == 200
    make_discussion(first.article, mode="hidden")
    assert client.get(address_of(first, f"?thread={first.pk}")).status_code == 404


def test_pages_ask_the_database_as_often_for_ten_replies_as_for_300(client, django_assert_num_queries):
    few, many = answered(10), answered(300)
    client.get(few.article.get_absolute_url())

    for first in [few, many]:
        rest = f"?thread={first.pk}&after={replies_of(first)[REPLIES_SHOWN - 1].pk}"
        with django_assert_num_queries(3):  # the article, its comments, the topics of the menu
            client.get(address_of(first))
        with django_assert_num_queries(5):  # the article, replies, what they answer, its page, the topics
            client.get(address_of(first, rest))


def test_search_engines_are_told_of_what_stands_on_the_page(client):
    first = answered(300)

    text = client.get(first.article.get_absolute_url()).text
    data = "".join(re.findall('<script type="application/ld.json">(.*?)</script>', text))

    assert data.count('"Reply ') == REPLIES_SHOWN
    assert '"commentCount":303' in data.replace(" ", "")
