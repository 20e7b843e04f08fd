"""What travels to a reader, as it travels: gzipped."""

import gzip
from pathlib import Path

import pytest

from tests.factories import make_article, make_comment, make_person, make_topic
from tests.pages import Html

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).resolve().parent.parent / "cramps_site" / "static"
KB = 1000
TEXTS = sorted((STATIC.parent / "demo" / "articles").glob("*.md"))
WORDS = " ".join(path.read_text("utf-8").partition("\n---\n")[2] for path in TEXTS).split(" ")


def gzipped(text):
    return len(gzip.compress(text.encode(), mtime=0))


def sizes(pattern):
    return [gzipped(path.read_text("utf-8")) for path in STATIC.rglob(pattern)]


@pytest.fixture
def long_article():
    """2,000 words and 50 comments of 80 more, all different prose: repeated text would weigh nothing."""
    assert len(WORDS) > 2000 + 50 * 80
    article = make_article(body=" ".join(WORDS[:2000]), authors=[make_person()], topics=[make_topic()])
    for number in range(50):
        start = 2000 + number * 80
        body = " ".join(WORDS[start : start + 80])
        make_comment(body, name=f"{WORDS[start]} {number}", article=article, status="approved")
    return article


def test_an_article_of_2000_words_with_50_comments_weighs_at_most_25_kb(client, long_article):
    page = client.get(long_article.get_absolute_url()).text

    assert len(Html(client.get(long_article.get_absolute_url())).texts("article", class_="comment")) == 50
    assert 10 * KB < gzipped(page) <= 25 * KB


def test_the_stylesheet_weighs_at_most_8_kb():
    (size,) = sizes("site.css")

    assert size <= 8 * KB


def test_all_scripts_together_weigh_at_most_6_kb():
    assert 0 < sum(sizes("*.js")) <= 6 * KB


def test_no_script_holds_a_page_up(client, long_article):
    page = Html(client.get(long_article.get_absolute_url()))

    loaded = [script for script in page.all("script") if script.get("src")]

    assert loaded
    assert {script.get("type") for script in loaded} == {"module"}
