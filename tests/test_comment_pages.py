"""Comments as readers see them: threads, answers, and nothing that was not approved."""

import re

import pytest

from tests.factories import ago, closed_article, make_article, make_comment, make_person, make_topic
from tests.reading import approved, comments_in, page_of, words_of

pytestmark = pytest.mark.django_db


def test_a_thread_is_read_from_top_to_bottom_and_indented_once(client):
    article = make_article()
    first = approved("First.", article=article, name="Ada", posted_at=ago(hours=5))
    reply = approved("Reply.", article=article, name="Bo", parent=first, posted_at=ago(hours=4))
    other = approved("Other.", article=article, name="Cy", posted_at=ago(hours=3))
    deeper = approved("Deeper.", article=article, name="Di", parent=reply, posted_at=ago(hours=2))
    late = approved("Late.", article=article, name="Ed", parent=first, posted_at=ago(hours=1))

    page = page_of(client, article.get_absolute_url())

    order = [f"comment-{comment.pk}" for comment in [first, reply, deeper, late, other]]
    assert list(comments_in(page)) == order
    replies = page.findall(".//ol[@class='thread']/li/ol[@class='replies']/li/article")
    assert [reply.get("id") for reply in replies] == order[1:4]
    assert page.find(".//ol[@class='replies']//ol") is None
    assert "In reply to Bo" in words_of(comments_in(page)[f"comment-{deeper.pk}"])
    assert f'<a href="#comment-{reply.pk}"><bdi>Bo</bdi></a>' in client.get(article.get_absolute_url()).text
    assert words_of(page.find(".//*[@id='comments-title']")) == "Comments (5)"


def test_a_removed_beginning_leaves_a_mark_and_its_replies(client, moderator):
    article = make_article()
    first = approved("Gone words.", article=article, name="Ada")
    reply = approved("Still here.", article=article, parent=first)
    approved("Deeper.", article=article, parent=reply)
    first.reject(by=moderator)
    alone = approved("Alone and gone.", article=article)
    alone.withdraw()

    page = client.get(article.get_absolute_url()).text

    assert page.count("A comment stood here and was removed.") == 1
    assert "In reply to a comment that was removed" in page
    assert "Still here." in page
    assert "Gone words." not in page
    assert "Alone and gone." not in page


@pytest.mark.parametrize("status", ["waiting", "rejected", "spam", "withdrawn"])
def test_only_approved_words_are_on_public_pages(client, status):
    author, topic = make_person(), make_topic()
    article = make_article(authors=[author], topics=[topic])
    shown = approved(article=article)
    make_comment("Secret words.", article=article, status=status, name="Secret name", email="secret@example.org")
    hidden = make_comment("Secret words.", article=article, status=status, parent=shown, name="Secret name")
    comments = f"/articles/{article.slug}/comments/"

    for address in ["/", article.get_absolute_url(), author.get_absolute_url(), topic.get_absolute_url(), "/feed/",
                    "/sitemap.xml", comments, f"{comments}?page=1", f"{comments}?reply={shown.pk}"]:  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200, address
        assert "secret" not in response.text.casefold(), address
        assert hidden.token not in response.text
    assert client.get(f"{comments}?reply={hidden.pk}").status_code == 404


def test_no_address_of_a_reader_is_shown_even_when_the_comment_is(client):
    comment = approved(email="ada@example.org")

    for address in [comment.get_absolute_url(), f"/articles/{comment.article.slug}/comments/"]:
        assert "ada@example.org" not in client.get(address).text


def test_the_page_to_answer_a_comment_quotes_it_and_is_kept_nowhere(client):
    article = make_article()
    answered = approved("Salt <b> & water.", article=article, name="Ada")

    response = client.get(f"/articles/{article.slug}/comments/?reply={answered.pk}")

    assert "You are replying to <b><bdi>Ada</bdi></b>: “<bdi>Salt &lt;b&gt; &amp; water.</bdi>”" in response.text
    assert f'<input type="hidden" name="parent" value="{answered.pk}">' in response.text
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "9" * 20, "9" * 5000, "٢", "%00"])
def test_a_comment_that_is_not_there_cannot_be_answered(client, number):
    assert client.get(f"/articles/{make_article().slug}/comments/?reply={number}").status_code == 404


@pytest.mark.parametrize("status", ["waiting", "rejected", "spam", "withdrawn"])
def test_what_cannot_be_read_cannot_be_answered(client, status):
    comment, elsewhere = make_comment(status=status), approved()
    address = f"/articles/{comment.article.slug}/comments/?reply="

    assert client.get(f"{address}{comment.pk}").status_code == 404
    assert client.get(f"{address}{elsewhere.pk}").status_code == 404


def test_a_closed_article_shows_its_comments_and_no_way_to_write(client):
    article = closed_article()
    comment = approved(article=article)

    for address in ["/comments/", f"/comments/?reply={comment.pk}", "/"]:
        html = client.get(f"/articles/{article.slug}{address}").text
        assert "It helped me." in html or "Comments on this article are closed." in html
        assert '<form id="comment-form"' not in html
        assert "?reply=" not in html


def test_an_old_address_leads_to_the_same_page_of_the_new_one(client):
    article = make_article("Night cramps")
    article.slug = "cramps-at-night"
    article.save()

    response = client.get("/articles/night-cramps/comments/?page=2")

    assert (response.status_code, response["Location"]) == (301, "/articles/cramps-at-night/comments/?page=2")


@pytest.mark.parametrize("published_at", [None, ago(days=-1)])
def test_comments_on_what_is_not_published_are_not_found(client, published_at):
    comment = approved(article=make_article(published_at=published_at))

    for query in ["", "?page=1", f"?reply={comment.pk}"]:
        assert client.get(f"/articles/{comment.article.slug}/comments/{query}").status_code == 404


def test_where_there_is_none_the_reader_is_invited_to_be_the_first(client):
    article = make_article()

    for address in [article.get_absolute_url(), f"/articles/{article.slug}/comments/"]:
        text = re.sub("<[^>]*>", " ", client.get(address).text)
        assert " ".join(text.split()).count("No comments yet. Be the first to share your thoughts!") == 1


@pytest.mark.parametrize(("status", "queries"), [("waiting", 4), ("withdrawn", 3), ("rejected", 4), ("approved", 4)])
def test_the_private_page_asks_no_more_than_it_shows(client, moderator, django_assert_num_queries, status, queries):
    comment = make_comment()
    {"rejected": lambda: comment.reject(by=moderator), "approved": lambda: comment.approve(by=moderator),
     "withdrawn": comment.withdraw, "waiting": lambda: None}[status]()  # fmt: skip

    with django_assert_num_queries(queries):
        client.get(comment.private_url())
