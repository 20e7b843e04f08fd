"""Every page is written as the HTML standard wants it: no parser has to guess, and W3C's checker finds no error."""

import re

import html5lib
import pytest
from django.test import Client

from tests.every_page import MISSING, error_pages, every_page
from tests.factories import make_article
from tests.html_checker import errors_in
from tests.pages import NAMESPACE

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?[+-]\d\d:\d\d)?")
WRONG = {
    "content": "<ul><div>A</div></ul>",
    "inline": "<span><p>A</p></span>",
    "picture": '<img src="/a.png">',
    "role": '<p role="nonsense">A</p>',
    "aria": '<p aria-nonsense="1">A</p>',
    "label": '<label for="nothing">A</label>',
    "id": '<p id="twice">A</p><p id="twice">B</p>',
    "time": '<time datetime="2026-03-04T12:00:00.123456+00:00">A</time>',
}


@pytest.fixture(scope="module")
def answers(taken_back):
    """{name: answer} for every page, and for forms with something to put right."""
    client = Client()
    with taken_back():
        found = {name: client.get(path) for name, path in every_page().items()}
        forms = {"comment-wrong": f"{make_article().get_absolute_url()}comments/", "letter-wrong": "/newsletter/"}
        for name, path in forms.items():
            found[name] = client.post(path, {}, headers={"Sec-Fetch-Site": "same-origin"})
    return found


def mistakes(text):
    """What the parser had to guess: (line, name of the error); and times that HTML does not allow."""
    parser = html5lib.HTMLParser()
    page = parser.parse(text)
    times = [element.get("datetime") for element in page.iter(f"{NAMESPACE}time")]
    return [(position[0], name) for position, name, _ in parser.errors] + [
        time for time in times if not TIME.fullmatch(time)
    ]


def with_addition(client, html):
    return client.get("/about/").text.replace("</main>", f"{html}</main>")


def test_no_page_leaves_a_parser_to_guess(answers):
    expected = dict.fromkeys(MISSING, 404) | dict.fromkeys(["comment-wrong", "letter-wrong"], 422)

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 200) | expected
    assert {name: found for name, answer in answers.items() if (found := mistakes(answer.text))} == {}


def test_nor_does_a_page_that_says_what_went_wrong():
    assert {name: found for name, html in error_pages().items() if (found := mistakes(html))} == {}


def test_the_parser_would_notice(client):
    assert mistakes(with_addition(client, "<p><div></p>")) != []
    assert mistakes(with_addition(client, WRONG["time"])) != []


@pytest.mark.checker
def test_the_checker_finds_no_error_on_any_page(answers, tmp_path):
    for name, answer in answers.items():
        (tmp_path / f"{name}.html").write_text(answer.text, "utf-8")
    for name, html in error_pages().items():
        (tmp_path / f"{name}.html").write_text(html, "utf-8")

    assert errors_in(tmp_path) == []


@pytest.mark.checker
def test_the_checker_would_notice(client, tmp_path):
    for name, html in WRONG.items():
        (tmp_path / f"{name}.html").write_text(with_addition(client, html), "utf-8")

    assert sorted(error.partition(".")[0] for error in errors_in(tmp_path)) == sorted(WRONG)
