"""A comment that cannot be taken: the error beside its field, and every word kept."""

from html import unescape

import pytest

from comments.models import Comment
from tests.factories import ago, closed_article, make_article, make_comment
from tests.writers import WORDS, post

pytestmark = pytest.mark.django_db


def said(response):
    return unescape(response.text)


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("name", "", "Write a name. A first name or a made-up one is enough."),
        ("name", "\u200b", "Write a name of letters that can be seen."),
        ("name", "Аdmin", "That name looks like someone who works here. Choose another."),
        ("name", "x" * 81, "Shorten the name to 80 characters."),
        ("email", "ada@", "Write an address like name@example.org. Or leave this empty."),
        (
            "email",
            "ada@exam\u200bple.org",
            "We cannot write to this address. Letters, digits and . + - _ before the @ work. Or leave this empty.",
        ),
        ("body", "", "Write your comment here."),
        ("body", "<p> </p>", "Write some words. HTML tags are removed, and nothing else was there."),
        ("body", "é" * 3001, "Shorten your comment to 3,000 characters. It has 3,001."),
        ("body", "<" * 12_001, "Shorten this: it has 12,001 characters."),
        ("body", "nu\x00ll", "Null characters are not allowed."),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_every_word(client, field, typed, error):
    response = post(client, make_article(), **{field: typed})

    page = said(response)
    assert response.status_code == 422
    assert f'<p class="error" id="{field}-error">{error}</p>' in page
    assert page.count('aria-invalid="true"') == 1
    for kept in (WORDS | {field: typed}).values():
        assert kept.replace("\x00", "") in page.replace("\x00", "")
    assert response["Cache-Control"] == "private, no-store"
    assert Comment.objects.count() == 0


def test_markup_that_comes_back_in_the_form_is_words_and_not_markup(client):
    response = post(client, make_article(), name="", body="</textarea><script>alert(1)</script>", email='"><b>')

    assert "<script>alert" not in response.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in response.text
    assert 'value="&quot;&gt;&lt;b&gt;"' in response.text


@pytest.mark.parametrize("published_at", [None, ago(days=-1)])
def test_what_is_not_published_takes_no_comment(client, published_at):
    response = post(client, make_article(published_at=published_at))

    assert response.status_code == 404
    assert Comment.objects.count() == 0


def test_a_closed_article_says_so_and_keeps_the_words(client):
    response = post(client, closed_article())

    assert response.status_code == 422
    assert "Comments on this article are closed, so yours was not sent." in said(response)
    assert "Stretching helped me." in response.text
    assert Comment.objects.count() == 0


def test_only_a_comment_that_can_be_read_there_can_be_answered(client):
    article = make_article()
    approved_then_withdrawn = make_comment(article=article, status="approved")
    approved_then_withdrawn.withdraw()
    unanswerable = [
        make_comment(article=article).pk,
        make_comment(status="approved").pk,
        make_comment(article=article, status="rejected").pk,
        approved_then_withdrawn.pk,
        "0", "-1", "none", "1 or 1=1", "9" * 30, "9" * 5000,
    ]  # fmt: skip

    for parent in unanswerable:
        response = post(client, article, parent=parent, body="My reply.")

        assert response.status_code == 422, parent
        assert "The comment you answered is no longer there." in said(response)
        assert "My reply." in response.text
    assert not Comment.objects.filter(body="My reply.").exists()
