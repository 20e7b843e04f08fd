"""A look at a comment before it is sent, and a word about HTML that was removed."""

import pytest

from comments.models import Comment
from tests.factories import closed_article, make_article, make_comment
from tests.pages import Html
from tests.writers import BROWSER, edit, post, told

pytestmark = pytest.mark.django_db
REMOVED = "HTML was removed from what you typed."


def preview(client, article, **fields):
    return post(client, article, preview="on", **fields)


def fields_of(response):
    page = Html(response)
    return {e.get("name"): e.get("value") for e in page.all("input")} | {"body": page.texts("textarea")[0]}


def test_a_preview_shows_what_would_stand_with_every_word_in_the_form_and_stores_nothing(client):
    article = make_article()

    response = preview(client, article, name="Ada", email="ada@example.org", body="Magnesium & <3")

    page = Html(response)
    assert (response.status_code, Comment.objects.count()) == (200, 0)
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies
    assert "As it will stand" in page.main
    assert REMOVED not in page.main
    [shown] = [article for article in page.all("article") if article.get("class") == "comment"]
    assert "Magnesium & <3" in "".join(shown.itertext())
    assert "Ada" in "".join(shown.itertext())
    typed = fields_of(response)
    assert (typed["name"], typed["email"], typed["body"]) == ("Ada", "ada@example.org", "Magnesium & <3")


def test_whose_html_was_removed_is_told_and_sees_what_remains(client):
    response = preview(client, make_article(), body="It is <b>very</b> good, a<b.")

    page = Html(response)
    assert f"{REMOVED} What remains stands here." in page.main
    assert "It is very good, a<b." in page.main
    assert fields_of(response)["body"] == "It is <b>very</b> good, a<b."


@pytest.mark.parametrize(("name", "body"), [("Ada", "It is <b>very</b> good."), ("<i>Ada</i>", "It is very good.")])
def test_who_sends_html_without_a_preview_is_told_on_the_private_page(client, name, body):
    address = post(client, make_article(), name=name, body=body)["Location"]

    page = Html(client.get(address)).main
    assert f"{REMOVED} What remains stands below." in page
    assert "It is very good." in page


@pytest.mark.parametrize(
    "body", ["I <3 magnesium.", "a<b and c>d", "Tom &amp; Jerry", "<name>", "  spaces \r\n\r\n\r\n\r\n ."]
)
def test_nothing_is_said_of_what_is_no_html(client, body):
    address = post(client, make_article(), body=body)["Location"]

    assert REMOVED not in Html(client.get(address)).main


def test_so_is_who_edits(client):
    comment = make_comment()

    response = edit(client, comment, "It is <i>good</i>.")

    assert REMOVED in Html(client.get(response["Location"])).main
    assert REMOVED not in told(client, comment)


def test_what_is_wrong_is_said_instead_of_a_preview(client):
    response = preview(client, make_article(), name="")

    assert response.status_code == 422
    assert "As it will stand" not in response.text


def test_where_no_comments_are_taken_there_is_no_preview(client):
    response = preview(client, closed_article())

    assert response.status_code == 422
    assert "As it will stand" not in response.text


def test_a_preview_of_an_answer_says_to_whom(client):
    answered = make_comment(name="Bo", status="approved")

    page = Html(preview(client, answered.article, parent=answered.pk, body="So it does."))

    assert "In reply to Bo" in page.main
    assert "So it does." in page.main


def test_looking_takes_nothing_of_what_one_may_send(client):
    article = make_article()
    for n in range(12):
        assert preview(client, article, body=f"Version {n}.").status_code == 200

    assert post(client, article, body="At last.").status_code == 303


def test_what_waits_for_the_brake_waits_on_through_a_preview(client, monkeypatch):
    monkeypatch.setattr("comments.brake.is_on", lambda per_minute: True)
    article = make_article()
    note = fields_of(post(client, article, body="It helped."))["waited"]

    again = fields_of(preview(client, article, body="It helped.", waited=note))

    assert note
    assert again["waited"] == note


def test_another_site_gets_no_preview(client):
    article = make_article()
    sent = {"name": "Ada", "body": "Words.", "preview": "on"}

    response = client.post(
        f"{article.get_absolute_url()}comments/", sent, headers=BROWSER | {"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 403
