"""Readers' words on a page: paragraphs, lines, links."""

import pytest

from tests.reading import approved, comments_in, page_of, words_of

pytestmark = pytest.mark.django_db


def test_paragraphs_and_lines_are_kept_and_each_writes_in_their_own_direction(client):
    comment = approved("One\ntwo & <three>.\n\nאחת", name="שרה")

    html = client.get(comment.get_absolute_url()).text

    assert '<div class="words" dir="auto"><p>One<br>two &amp; &lt;three&gt;.</p><p>אחת</p>' in html
    assert "<bdi>שרה</bdi>" in html


def test_addresses_become_links_that_vouch_for_nothing(client):
    comment = approved("See https://example.org/a?b=1&c=2, (http://example.org/x_(y)).")

    page = page_of(client, comment.get_absolute_url())

    links = list(comments_in(page)[f"comment-{comment.pk}"].find("div[@class='words']").iter("a"))
    assert [link.get("href") for link in links] == ["https://example.org/a?b=1&c=2", "http://example.org/x_(y)"]
    assert {link.get("rel") for link in links} == {"ugc nofollow noopener"}
    assert "See https://example.org/a?b=1&c=2, (http://example.org/x_(y))." in words_of(page)


@pytest.mark.parametrize(
    "words",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "www.example.org",
        "ada@example.org",
        "https://bank.example@evil.example/",
        "https://localhost/",
        "https://example.org:port/",
        "https://[::1]/",
        "https://bаnk.example/",
        "https://",
    ],
)
def test_what_is_no_plain_web_address_stays_text(client, words):
    comment = approved(words)

    shown = comments_in(page_of(client, comment.get_absolute_url()))[f"comment-{comment.pk}"].find(
        "div[@class='words']"
    )

    assert words_of(shown) == words
    assert list(shown.iter("a")) == []


def test_ten_links_are_enough_for_one_comment_and_a_long_one_is_shown_short(client):
    long = f"https://example.org/{'a' * 100}"
    comment = approved("\n\n".join([long, *["http://example.org/ http://example.org/"] * 6]))

    words = comments_in(page_of(client, comment.get_absolute_url()))[f"comment-{comment.pk}"].find(
        "div[@class='words']"
    )

    links = list(words.iter("a"))
    assert len(links) == 10
    assert (links[0].get("href"), links[0].text) == (long, f"{long[:59]}…")
