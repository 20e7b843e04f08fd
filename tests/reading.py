"""Reading a page of comments as a browser does."""

import html5lib

from tests.factories import make_comment


def approved(body="It helped me.", **fields):
    return make_comment(body, status="approved", **fields)


def page_of(client, address):
    """A page parsed as a browser does."""
    response = client.get(address)
    assert response.status_code == 200, address
    return html5lib.parse(response.text, namespaceHTMLElements=False)


def comments_in(page):
    return {element.get("id"): element for element in page.iter("article") if element.get("class") == "comment"}


def words_of(element):
    return " ".join("".join(element.itertext()).split())
