"""A list at the desk: a file is brought, each of its rows is judged, and a person decides."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newsletter.models import Subscriber, SubscriberList
from tests.desk import followed, text_of, told
from tests.factories import make_user
from tests.lists import WORDS, read, readers, work
from tests.pages import Html, words_of
from tests.subscribers import make_subscriber

pytestmark = pytest.mark.django_db
LISTS = "/admin/newsletter/subscriberlist/"
TEXT = "email\nada@example.org\nben\nleft@example.org\n=cmd()\n"


def bring(desk, text=TEXT):
    raw = text if isinstance(text, bytes) else text.encode()
    return desk.post(f"{LISTS}add/", {"file": SimpleUploadedFile("old list.csv", raw, "text/csv")})


def act(desk, the_list, name, **fields):
    return desk.post(f"{LISTS}{the_list.pk}/{name}/", fields)


def rows_page(desk, the_list, query=""):
    return desk.get(f"{LISTS}{the_list.pk}/rows/{query}")


def test_a_file_is_brought_and_looked_through_and_nobody_is_a_subscriber_yet(desk, nele):
    make_subscriber("left@example.org", "unsubscribed")

    response = bring(desk)
    before = followed(desk, response)
    work()
    after = followed(desk, response)

    the_list = SubscriberList.objects.get()
    assert (str(the_list), the_list.by) == ("old list.csv", nele)
    assert "0 rows looked through so far" in before
    assert "Waits for your decision" in after
    for row in [
        "2 ada@example.org New",
        "3 ben Refused. Write an address like name@example.org.",
        "4 left@example.org Has left",
        "I stand for it: subscribe 1",
        "Ask 1 by a letter",
    ]:
        assert row in after
    assert readers() == [("left@example.org", "unsubscribed")]


def test_it_is_found_from_the_subscribers(desk):
    page = desk.get("/admin/newsletter/subscriber/").text

    assert f'href="{LISTS}add/"' in page
    assert 'href="/admin/newsletter/subscriber/export/"' in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name\nAda\n", "No column is called “email”"),
        ("", "The file is empty."),
        (b"PK\x03\x04\0\0", "This is no text."),
        ('email\n"ada\n', "Line 2 cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_at_once_and_not_kept(desk, text, words):
    response = bring(desk, text)

    assert response.status_code == 422
    assert words in text_of(response)
    assert not SubscriberList.objects.exists()


def test_no_file_at_all_is_said(desk):
    response = desk.post(f"{LISTS}add/")

    assert response.status_code == 422
    assert "Choose a file." in response.text


def test_with_words_for_their_consent_readers_are_subscribed(desk, nele):
    the_list = read("email\nada@example.org\n")

    response = act(desk, the_list, "attest", words=WORDS)
    work()

    page = followed(desk, response)
    assert readers() == [("ada@example.org", "confirmed")]
    assert WORDS in page
    assert the_list.digest in page
    assert "Attested by nele" in page
    assert "Imported. Imported 1" in page


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_without_words_nobody_is_subscribed(desk, words):
    the_list = read(TEXT)

    response = act(desk, the_list, "attest", words=words)
    work()

    assert response.status_code == 422
    assert 'id="wrong"' in response.text
    assert readers() == []
    assert SubscriberList.objects.get().status == "read"


def test_readers_can_be_asked_instead(desk):
    the_list = read(TEXT)

    response = act(desk, the_list, "ask-each")
    work()

    assert "Asking of each reader begun by nele" in followed(desk, response)
    assert Subscriber.objects.get(email="ada@example.org").letters.get().kind == "invite"


def test_a_list_can_be_put_aside(desk):
    the_list = read(TEXT)

    response = act(desk, the_list, "put-aside")

    assert "They are forgotten." in followed(desk, response)
    assert not the_list.rows.exists()


@pytest.mark.parametrize("name", ["attest", "ask-each", "put-aside"])
def test_a_second_decision_changes_nothing_and_says_so(desk, name):
    the_list = read(TEXT)
    act(desk, the_list, "ask-each")
    work()

    response = act(desk, the_list, name, words=WORDS)
    work()

    assert told(response)[-1] == "It was decided otherwise meanwhile, so nothing was changed."
    assert {status for _, status in readers()} == {"pending"}
    assert SubscriberList.objects.get().rows.exists()


def test_rows_are_shown_by_the_hundred_and_by_their_fate(desk):
    text = "email\n" + "".join(f"reader{n}@example.org\n" for n in range(250)) + "nobody\n"
    the_list = read(text)

    pages = list(turned(desk, the_list, "After"))
    refused = text_of(rows_page(desk, the_list, "?fate=refused"))

    assert pages == [(2, 101), (102, 201), (202, 252)]
    assert list(turned(desk, the_list, "Before", "?after=201")) == pages[::-1]
    assert list(turned(desk, the_list, "After", "?fate=new")) == [(2, 101), (102, 201), (202, 251)]
    assert "252 nobody Refused" in refused
    assert "reader" not in refused.partition("Its rows")[2].partition("What was done")[0]


def turned(desk, the_list, button, query=""):
    """(first line, last line) of a page, and of those that one comes to by the button."""
    for _ in range(9):
        page = Html(rows_page(desk, the_list, query))
        lines = [int(line) for line in page.texts("td", class_="num")]
        yield lines[0], lines[-1]
        query = next((link.get("href") for link in page.all("a") if words_of(link) == button), None)
        if query is None:
            return


def test_a_page_that_ends_where_no_whole_one_is_begins_with_the_first_row(desk):
    the_list = read("email\n" + "".join(f"reader{n}@example.org\n" for n in range(150)))

    assert list(turned(desk, the_list, "Before", "?after=30")) == [(31, 130), (2, 101)]


@pytest.mark.parametrize("name", ["after", "before", "fate"])
@pytest.mark.parametrize("value", ["", "x", "-1", "0", "1", "99", 10**18 - 1, "%00", "erased"])
def test_any_address_of_the_page_is_answered(desk, name, value):
    assert rows_page(desk, read(TEXT), f"?{name}={value}").status_code == 200


def test_what_brings_nobody_can_be_taken_along_without_formulas(desk):
    the_list = read(TEXT)

    assert desk.get(f"{LISTS}{the_list.pk}/not-imported.csv/").status_code == 405
    response = desk.post(f"{LISTS}{the_list.pk}/not-imported.csv/")

    step = the_list.steps.get()
    assert (step.what, step.by.username) == (
        f"Exported {the_list.rows.not_imported().count()} that bring nobody",
        "nele",
    )
    rows = list(csv.reader(io.StringIO(response.getvalue().decode())))
    assert rows[0] == ["line", "email", "fate", "why"]
    assert rows[2] == ["5", "'=cmd()", "Refused", "Write an address like name@example.org."]


def test_what_stands_in_a_file_is_shown_as_text(desk):
    the_list = read('email\n"<script>alert(1)</script>@example.org"\n')

    page = rows_page(desk, the_list).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["attest", "ask-each", "put-aside"])
def test_looking_changes_nothing(desk, name):
    the_list = read(TEXT)

    assert desk.get(f"{LISTS}{the_list.pk}/{name}/").status_code == 405
    assert SubscriberList.objects.get().status == "read"


@pytest.mark.parametrize("group", ["Author", "Editor", "Moderator"])
def test_nobody_else_sees_or_decides(client, group):
    the_list = read(TEXT)
    client.force_login(make_user(group=group))

    answers = [client.get(f"{LISTS}{the_list.pk}/rows/")]
    answers += [
        act(client, the_list, name, words=WORDS) for name in ["attest", "ask-each", "put-aside", "not-imported.csv"]
    ]
    answers += [bring(client)]

    assert {answer.status_code for answer in answers} == {403}
    assert SubscriberList.objects.get().status == "read"
