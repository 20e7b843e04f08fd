"""While comments flood in, one is taken only from a browser that worked for these words, or a person who waited."""

import hashlib
import time
from html import unescape
from itertools import count

import pytest

from comments import brake
from comments.models import Comment
from tests.factories import ago, make_article, make_comment, make_discussion
from tests.pages import Html, form_of

pytestmark = pytest.mark.django_db
WORDS = {"name": "Ada", "email": "ada@example.org", "body": "Stretching\r\nhelped me."}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def article():
    """On a site where two comments came in just now, which is all that it takes in a minute."""
    make_discussion(brake_per_minute=2, seconds_between=0)
    article = make_article()
    for _ in range(2):
        make_comment(article=article, network_hash="of a reader")
    return article


@pytest.fixture
def post(client, article):
    def send(**fields):
        return client.post(f"/articles/{article.slug}/comments/", WORDS | fields, headers=BROWSER)

    return send


@pytest.fixture
def passes(monkeypatch):
    """Call it to let so many seconds pass."""
    now = [time.time()]
    monkeypatch.setattr("time.time", lambda: now[0])

    def later(seconds):
        now[0] += seconds

    return later


def work_for(slug, body, *, minute=None):
    """As comments.js does it."""
    minute = int(time.time() // 60) if minute is None else minute
    said = hashlib.sha256(f"{slug}\n{minute}\n{body}".encode()).digest()
    hashes = ((nonce, hashlib.sha256(said + nonce.to_bytes(4)).digest()) for nonce in count())
    return next(f"{minute}.{nonce}" for nonce, hash in hashes if int.from_bytes(hash[:4]) < 2 ** (32 - brake.BITS))


BODY = "Stretching\nhelped me."


def test_a_comment_during_a_flood_comes_back_with_every_word_and_what_to_do(post):
    response = post()

    assert (response.status_code, response["Retry-After"]) == (429, "180")
    assert response["Cache-Control"] == "private, no-store"
    page = Html(response)
    assert "yours was not taken yet. Send it once more" in unescape(response.text)
    assert "Without scripts, wait 3 minutes before you send it." in page.main
    assert "Nothing is lost" in page.main
    assert form_of(page)["body"] == BODY
    assert form_of(page)["name"] == "Ada"
    assert Comment.objects.count() == 2


def test_with_work_done_for_these_words_it_is_taken(post, article):
    assert post(work=work_for(article.slug, BODY)).status_code == 303

    assert Comment.objects.filter(body=BODY).count() == 1


def test_the_work_counts_for_these_words_this_article_and_ten_minutes(post, article):
    this_minute = int(time.time() // 60)
    useless = [
        work_for(article.slug, "Other words."),
        work_for("another-article", BODY),
        work_for(article.slug, BODY, minute=this_minute - 11),
        work_for(article.slug, BODY, minute=this_minute + 3),
        f"{this_minute}.0", f"{this_minute}.{2**32}", f"{this_minute}.-1",
        "", ".", "1.2.3", "x.y", "9" * 5000, "\x00.\x00",
    ]  # fmt: skip

    for work in useless:
        assert post(work=work).status_code == 429, work
    assert post(work=work_for(article.slug, BODY, minute=this_minute - 9)).status_code == 303


def test_who_has_no_scripts_waits_three_minutes_and_sends_the_same_form(post, article, passes):
    form = form_of(Html(post()))

    passes(179)
    too_early = post(**form)
    assert too_early.status_code == 429
    assert form_of(Html(too_early)) == form  # the wait does not begin anew
    passes(2)

    assert post(**form).status_code == 303


def test_having_waited_counts_for_these_words_alone(post, article, passes):
    waited = form_of(Html(post()))["waited"]
    passes(600)

    assert post(waited=waited, body="Other words.").status_code == 429
    assert post(waited=waited[:-1] + ("a" if waited[-1] != "a" else "b")).status_code == 429
    assert post(waited="\x00").status_code == 429
    assert post(waited=waited).status_code == 303


def test_the_brake_is_off_below_its_figure_and_a_minute_later(post, passes):
    Comment.objects.filter(pk=Comment.objects.earliest("pk").pk).update(posted_at=ago(seconds=61))

    assert post().status_code == 303
    assert post(body="One more.").status_code == 429
    Comment.objects.update(posted_at=ago(seconds=61))
    passes(1)
    assert post(body="One more.").status_code == 303


def test_what_was_sent_before_needs_no_work_and_takes_no_room(post, article):
    first = post(work=work_for(article.slug, BODY))

    assert post()["Location"] == first["Location"]


def test_the_held_form_takes_no_room_of_the_networks_limits(post, article):
    for _ in range(8):
        assert post().status_code == 429

    assert post(work=work_for(article.slug, BODY)).status_code == 303


def test_the_pages_of_the_article_are_the_same_bytes_as_ever(client, article):
    page = client.get(article.get_absolute_url())
    Comment.objects.update(posted_at=ago(days=1))

    assert client.get(article.get_absolute_url()).content == page.content
    assert "data-work" not in page.text
