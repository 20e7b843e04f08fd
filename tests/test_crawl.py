"""Every public page of the demo, found by its links as a robot finds them, and what no page may do."""

import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from articles.models import Article
from comments.models import Comment
from tests.factories import make_comment
from tests.pages import Html

SITE = "http://testserver"
LOADED = ["src", "srcset", "poster", "action", "formaction", "data"]


@pytest.fixture(scope="module")
def crawl(taken_back):
    """One crawl for all tests of this file."""
    with taken_back():
        call_command("demo")
        for number in range(51):  # enough for a second page of comments
            make_comment(f"Comment {number}", article=Article.objects.get(slug="quinine"), status="approved")
        yield SimpleNamespace(before=snapshot(), answers=answers_from("/"), after=snapshot(), secrets=secrets())


@pytest.fixture
def answers(crawl):
    return crawl.answers


def answers_from(start):
    """Every address that can be reached by links, with its answer, and the page in it."""
    client, found, to_read = Client(), {}, [start]
    while to_read:
        address = to_read.pop()
        found[address] = answer = client.get(address)
        answer.page = Html(answer) if answer.headers["Content-Type"].startswith("text/html") else None
        to_read += {link for link in links_of(answer, address) if link not in found and link not in to_read}
    return found


def secrets():
    """What nobody may read: the words and names of comments that are not approved, and every token."""
    hidden = Comment.objects.exclude(status="approved")
    words = [text for comment in hidden for text in [comment.name, *comment.body.splitlines()] if text]
    return [*words, *Comment.objects.values_list("token", flat=True)]


def links_of(answer, address):
    """Addresses on this site that a page leads to. Not those of the desk, nor forms to answer one comment."""
    for href in answer.page.attributes("href", "a", "link") if answer.page else []:
        parts = urlsplit(urljoin(f"{SITE}{address}", href))
        if f"{parts.scheme}://{parts.netloc}" == SITE and not parts.path.startswith(("/static/", "/admin/")):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def snapshot():
    """Every row there is, with its times of change."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def html_pages(answers):
    return {address: answer for address, answer in answers.items() if answer.page}


def public_pages(answers):
    """All but the forms that quote one comment, which no cache may hold: it may be taken down."""
    private = ["?reply=", "/comments/report/"]
    return {address: answer for address, answer in answers.items() if not any(part in address for part in private)}


def offenders(answers, wrong):
    """The addresses for which `wrong` finds something, with what it finds."""
    found = {address: list(wrong(answer)) for address, answer in answers.items()}
    return {address: faults for address, faults in found.items() if faults}


def test_the_crawl_finds_every_kind_of_page(answers):
    expected = {"/", "/authors/", "/about/", "/privacy/", "/house-rules/", "/newsletter/", "/feed/"}
    expected |= {
        "/house-rules/figures/",
        "/articles/magnesium/",
        "/articles/quinine/",
        "/articles/quinine/comments/?page=2",
    }
    expected |= {"/topics/night-cramps/", "/authors/ines-moreau/"}

    assert expected - set(answers) == set()
    assert any("?reply=" in address for address in answers)
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}


def test_reading_changes_no_row(crawl):
    assert crawl.after == crawl.before


def test_no_page_sets_a_cookie_or_varies_by_who_asks(answers):
    def wrong(answer):
        yield from answer.cookies
        yield from {answer.get("Vary", "Accept-Encoding")} - {"Accept-Encoding"}

    assert offenders(answers, wrong) == {}


def test_public_pages_may_be_kept_by_any_cache(answers):
    kept = {answer["Cache-Control"].split(",")[0] for answer in public_pages(answers).values()}

    assert kept == {"public"}


def is_data(script):
    """The one kind that no browser runs: it is for search engines."""
    return script.get("type") == "application/ld+json"


def test_no_page_has_a_script_or_a_style_in_it(answers):
    def wrong(answer):
        page = answer.page
        yield from (element.tag for element in page.all("style", "iframe", "object", "embed", "base"))
        yield from ("script" for element in page.all("script") if not element.get("src") and not is_data(element))
        yield from (name for element in page.all() for name in element.attrib if name == "style" or name[:2] == "on")
        yield from re.findall(r"javascript:", answer.text)
        yield from (element.get("content") for element in page.all("meta") if element.get("http-equiv"))

    assert offenders(html_pages(answers), wrong) == {}


def test_no_page_loads_or_sends_anything_elsewhere(answers):
    def wrong(answer):
        page = answer.page
        addresses = [value for name in LOADED for value in page.attributes(name)]
        addresses += [link.get("href") for link in page.all("link") if link.get("rel") not in {"canonical", "me"}]
        for address in addresses:
            if urlsplit(urljoin(SITE, address)).netloc != urlsplit(SITE).netloc:
                yield address

    assert offenders(html_pages(answers), wrong) == {}


def test_no_page_shows_a_byte_of_what_is_not_approved(crawl):
    def wrong(answer):
        text = unescape(answer.text)
        yield from (secret for secret in crawl.secrets if secret in text)

    assert len(crawl.secrets) > 80
    assert offenders(crawl.answers, wrong) == {}


def test_each_page_has_one_first_heading(answers):
    assert offenders(html_pages(answers), lambda answer: answer.page.all("h1")[1:]) == {}
    assert [address for address, answer in html_pages(answers).items() if not answer.page.all("h1")] == []


def test_each_page_has_its_own_title_and_language(answers):
    pages = {address: answer.page for address, answer in html_pages(public_pages(answers)).items()}
    titles = [page.texts("title")[0] for address, page in pages.items() if "?page=1" not in address]

    assert sorted(titles) == sorted(set(titles))
    assert {tuple(page.attributes("lang", "html")) for page in pages.values()} == {("en-GB",)}


def test_no_id_stands_twice_on_a_page(answers):
    def wrong(answer):
        ids = answer.page.attributes("id")
        yield from {id for id in ids if ids.count(id) > 1}

    assert offenders(html_pages(answers), wrong) == {}


def test_every_link_within_a_page_leads_somewhere(answers):
    def wrong(answer):
        page = answer.page
        ids = set(page.attributes("id"))
        fragments = [href[1:] for href in page.attributes("href", "a") if href.startswith("#")]
        labels = [id for name in ["aria-labelledby", "aria-describedby", "for"] for id in page.attributes(name)]
        yield from {id for text in [*fragments, *labels] for id in text.split() if id not in ids}

    assert offenders(html_pages(answers), wrong) == {}


def test_every_link_into_another_page_finds_its_place(answers):
    ids = {address: set(answer.page.attributes("id")) for address, answer in html_pages(answers).items()}

    def wrong(answer):
        for href in answer.page.attributes("href", "a"):
            address, _, fragment = href.partition("#")
            if fragment and address in ids and fragment not in ids[address]:
                yield href

    assert offenders(html_pages(answers), wrong) == {}


def test_every_picture_has_words_or_says_it_needs_none_and_a_size(answers):
    def wrong(answer):
        for picture in answer.page.all("img"):
            if {"alt", "width", "height"} - set(picture.attrib):
                yield picture.attrib

    assert offenders(html_pages(answers), wrong) == {}


def test_every_control_has_a_label(answers):
    def wrong(answer):
        page = answer.page
        labelled = set(page.attributes("for", "label"))
        for control in page.all("input", "textarea", "select"):
            if control.get("type") != "hidden" and control.get("id") not in labelled:
                yield control.attrib

    assert offenders(html_pages(answers), wrong) == {}


def test_what_pages_load_is_there(answers, client):
    files = {
        value
        for answer in html_pages(answers).values()
        for value in [
            *answer.page.attributes("src"),
            *(link.get("href") for link in answer.page.all("link") if link.get("rel") in {"stylesheet", "icon"}),
        ]
    }

    def found(path):
        if path.startswith("/static/"):
            return finders.find(path.removeprefix("/static/")) is not None
        answer = client.get(path)
        return answer.status_code == 200 and bool(answer.getvalue())

    assert files
    assert [path for path in files if not found(path)] == []
