"""Every page is written as the HTML standard wants it: a strict parser stumbles over nothing."""

import html5lib
import pytest

from tests.every_page import MISSING, error_pages, every_page
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def mistakes(html):
    """What the parser had to guess: (line, name of the error)."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return [(position[0], name) for position, name, _ in parser.errors]


def test_no_page_leaves_a_parser_to_guess(client):
    for name, path in every_page().items():
        response = client.get(path)

        assert response.status_code == (404 if name in MISSING else 200), name
        assert mistakes(response.text) == [], name


def test_nor_does_a_page_with_something_to_put_right(client):
    for path in [f"{make_article().get_absolute_url()}comments/", "/newsletter/"]:
        response = client.post(path, {}, headers={"Sec-Fetch-Site": "same-origin"})

        assert response.status_code == 422
        assert mistakes(response.text) == [], path


def test_nor_does_a_page_that_says_what_went_wrong():
    for name, html in error_pages().items():
        assert mistakes(html) == [], name


def test_it_would_notice(client):
    response = client.get("/about/")
    response.content = response.content.replace(b"</main>", b"<p><div></p></main>")

    assert mistakes(response.text) != []
