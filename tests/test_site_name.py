"""A site that is called otherwise says so everywhere."""

from urllib.parse import urlsplit

import pytest

from cramps_site.errors import broken
from cramps_site.sign_in import link_for
from tests.every_page import error_pages
from tests.factories import make_article, make_person, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def otherwise(settings):
    settings.SITE_NAME = "Leg pain"


def test_no_page_is_headed_by_another_name(client, otherwise, moderator):
    article = make_article(authors=[make_person()], topics=[make_topic()])
    author, topic = article.authors_in_order[0], article.first_topic
    sign_in = urlsplit(link_for(moderator)).path
    shown = [page.get_absolute_url() for page in [article, author, topic]]

    for address in ["/", "/about/", "/newsletter/", "/search/", "/nowhere/", sign_in, *shown]:
        page = client.get(address).text
        assert "Leg pain" in page, address
        assert "Cramps" not in page, address


def test_nor_is_one_that_says_what_went_wrong(rf, otherwise):
    pages = error_pages() | {"as it is answered": broken(rf.get("/")).text}

    for name, html in pages.items():
        assert "Leg pain</title>" in html, name
        assert "Cramps" not in html, name
