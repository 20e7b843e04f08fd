"""Hundreds of hostile texts as name and as words, sent, approved and read everywhere: none of them ever lives."""

import csv
import json
import re
from urllib.parse import urlsplit

import feedparser
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from comments.models import Comment
from tests.attack_corpus import PAYLOADS
from tests.desk import QUEUE, cards, page_of
from tests.factories import make_article, make_comment, make_discussion
from tests.pages import Html, tag_of

pytestmark = pytest.mark.django_db

PLAIN = "Plain words."
# What a page may run, send to and load is ours: no payload names anything of this kind.
LIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "input",
    "style",
    "link",
    "img",
    "svg",
    "button",
    "select",
}


def send(client, article, name, body):
    cache.clear()  # whoever sends hundreds would be held up
    fields = {"name": name, "email": "", "body": body, "subject": ""}
    return client.post(f"{article.get_absolute_url()}comments/", fields, headers={"Sec-Fetch-Site": "same-origin"})


def all_sent(client, article):
    """Every payload once as the words and once as the name. Those that were refused were told why."""
    make_discussion(seconds_between=0, brake_per_minute=9_999)
    answers = [send(client, article, "Ada", payload) for payload in PAYLOADS]
    answers += [send(client, article, payload, f"{PLAIN} {number}") for number, payload in enumerate(PAYLOADS)]
    assert {answer.status_code for answer in answers} <= {303, 422, 400}
    assert sum(answer.status_code == 303 for answer in answers) > len(PAYLOADS)
    return answers


def what_lives(response):
    """Of a page: its handlers, its tags that do something, and the addresses it leads to, each counted."""
    page = Html(response)
    handlers = [name for element in page.all() for name in element.attrib if str(name).startswith("on")]
    styles = page.attributes("style")
    tags = sorted({tag_of(element) for element in page.all()} & LIVE)
    addresses = [
        address
        for name in ["href", "src", "action", "formaction", "srcdoc", "data"]
        for address in page.attributes(name)
    ]
    dangerous = [
        a for a in addresses if a.strip() and urlsplit(a.strip()).scheme not in {"", "http", "https", "mailto"}
    ]
    return {"handlers": handlers, "styles": styles, "tags": tags, "dangerous": dangerous, "scripts": scripts_of(page)}


def desk_pages(client):
    """The queue's list of all comments, page after page."""
    query = "state=all"
    while query:
        page = client.get(f"{QUEUE}?{query}")
        yield page
        after = page.context_data["next"]
        query = after and f"state=all&after={after}"


def assert_nothing_lives_at_the_desk(page):
    path = page.wsgi_request.get_full_path()
    assert page.status_code == 200, path
    lives = what_lives(page)
    assert (lives["handlers"], lives["dangerous"], lives["styles"]) == ([], [], []), path
    assert all(str(script).startswith(("/static/", "/admin/jsi18n/")) for script in lives["scripts"] - {True}), path


def scripts_of(page):
    """Where each script comes from; of structured data, that it is JSON."""
    return {
        element.get("src") or isinstance(json.loads("".join(element.itertext())), dict | list)
        for element in page.all("script")
    }


def test_there_are_hundreds_of_them_and_each_once():
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 200


def test_no_payload_lives_in_what_is_stored_on_any_page_in_any_feed_or_any_export(at_the_desk, tmp_path):
    article, calm = make_article("Night cramps", slug="night"), make_article("Day cramps", slug="day")
    for _ in range(2):
        first = make_comment(PLAIN, article=calm, status="approved")
        make_comment(PLAIN, article=calm, parent=first, status="approved")
    reader = Client()
    all_sent(reader, article)
    comments = list(Comment.objects.filter(article=article))
    assert_plain(comments)
    outcome = Comment.objects._decide({c.pk: c.version for c in comments}, "approved", by=None)
    assert outcome.refused == []

    pages = -(-len(comments) // 50)
    for path in ["", "comments/", *(f"comments/?page={number}" for number in range(2, pages + 1))]:
        lives = what_lives(reader.get(f"/articles/night/{path}"))
        quiet = what_lives(reader.get(f"/articles/day/{path.partition('?')[0]}"))
        assert lives == quiet, path
    for comment in comments[::7]:
        lives = what_lives(reader.get(comment.private_url()))
        assert lives == what_lives(reader.get(first.private_url())), comment.body
    shown = set()
    for page in desk_pages(at_the_desk):
        shown |= set(cards(page))
        assert_nothing_lives_at_the_desk(page)
    assert shown == {comment.pk for comment in Comment.objects.all()}
    for comment in comments[::25]:
        page = at_the_desk.get(page_of(comment))
        assert cards(page) == [comment.pk]
        assert_nothing_lives_at_the_desk(page)
    assert_nothing_lives_at_the_desk(at_the_desk.get("/admin/comments/decision/"))

    feed = reader.get("/articles/night/comments/feed/")
    parsed = feedparser.parse(feed.content)
    assert not parsed.bozo
    assert len(parsed.entries) == 50
    assert not re.search(r"<script|<img|<svg|\son\w+=", feed.text)

    for format in ["json", "csv"]:
        call_command("export_comments", str(tmp_path / format), format=format)
    exported = json.loads((tmp_path / "json").read_text("utf-8"))
    assert {row["body"] for row in exported} == {comment.body for comment in Comment.objects.all()}
    with (tmp_path / "csv").open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(cells) == (len(exported) + 1) * 9


def assert_plain(comments):
    """What is stored hides nothing and holds no markup."""
    for comment in comments:
        for words in [comment.name, comment.body]:
            assert not re.search("[\x00-\x08\x0b-\x1f\u200b\u202a-\u202e\u2060-\u2069\ufeff\xad]", words), words
            assert not re.search(r"<(script|img|svg|iframe)[\s>/]", words, re.IGNORECASE | re.ASCII), words
        assert "\n" not in comment.name
