"""Readers report what they can read: it is queued once, until a moderator kept it, until its words change."""

import re

import pytest

from comments.models import Comment, Report
from tests.factories import ago, fresh, make_article, make_comment, make_person
from tests.pages import Html

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def comment(moderator):
    comment = make_comment("Buy my salve.", name="Bo")
    comment.approve(by=moderator)
    return comment


def address(comment):
    return f"/comments/report/{comment.pk}/"


def report(client, comment, *, sender="192.0.2.1", headers=BROWSER, **fields):
    return client.post(address(comment), {"why": "advert"} | fields, headers=headers, REMOTE_ADDR=sender)


def report_by_many(client, comment, number=50):
    for last in range(number):
        assert report(client, comment, sender=f"192.0.2.{last}").status_code == 303


def test_each_comment_has_a_link_to_report_it(client, comment):
    for page in [comment.article.get_absolute_url(), f"{comment.article.get_absolute_url()}comments/"]:
        links = [link for link in Html(client.get(page)).all("a") if link.get("href") == address(comment)]
        assert ["".join(link.itertext()) for link in links] == ["Report what Bo wrote"]


def test_a_report_queues_the_comment_which_stays_where_it_is(client, comment):
    assert "Buy my salve." in Html(client.get(address(comment))).main

    response = report(client, comment, body="It is an <b>advert</b>,\nI think.")

    stored = comment.reports.get()
    assert (stored.why, stored.words, stored.version) == ("advert", "It is an advert,\nI think.", comment.version)
    now = fresh(comment)
    assert (now.status, now.queued_for, now.queued_at is not None) == ("approved", "report", True)
    assert response.status_code == 303
    assert "Thank you. A moderator will look at it." in Html(client.get(response["Location"])).main
    assert "Buy my salve." in client.get(comment.article.get_absolute_url()).text


def test_no_address_is_stored(client, comment):
    report(client, comment, sender="192.0.2.77")

    assert len(comment.reports.get().sender) == 64
    assert "192.0.2.77" not in str(Report.objects.values().get())


def test_one_network_reports_a_comment_once_a_day(client, comment):
    report(client, comment, why="advert")
    queued_at = fresh(comment).queued_at

    assert report(client, comment, why="advice").status_code == 303
    report(client, comment, sender="192.0.2.2")

    assert [stored.why for stored in comment.reports.all()] == ["advice", "advert"]
    assert fresh(comment).queued_at == queued_at


def test_fifty_reports_of_a_comment_that_was_kept_queue_nothing_until_its_words_change(client, comment, moderator):
    report(client, comment)
    assert fresh(comment).approve(by=moderator)

    report_by_many(client, comment)
    assert (fresh(comment).queued_at, fresh(comment).kept) == (None, True)

    changed = fresh(comment)
    client.post(comment.private_url(), {"do": "edit", "body": "Mine.", "version": changed.version}, headers=BROWSER)
    fresh(comment).reject(by=moderator)
    report(client, comment)
    assert fresh(comment).queued_at is None  # the words are those that were kept

    changed = fresh(comment)
    client.post(comment.private_url(), {"do": "edit", "body": "Mine.", "version": changed.version}, headers=BROWSER)
    fresh(comment).approve(by=moderator)
    assert (fresh(comment).body, fresh(comment).kept) == ("Mine.", False)
    report(client, comment)
    assert (fresh(comment).queued_for, fresh(comment).queued_at is not None) == ("report", True)


def test_an_edit_that_waits_keeps_its_place_and_its_kind(client, comment):
    client.post(comment.private_url(), {"do": "edit", "body": "Mine.", "version": comment.version}, headers=BROWSER)
    queued_at = fresh(comment).queued_at

    report(client, comment)

    assert (fresh(comment).queued_for, fresh(comment).queued_at) == ("edit", queued_at)
    assert comment.reports.count() == 1


def without_number(response):
    return re.sub("report/[0-9]+", "", response.text)


@pytest.mark.parametrize("status", ["waiting", "rejected", "spam", "withdrawn"])
def test_what_nobody_can_read_is_missing(client, status):
    article = make_article("Night cramps")  # without a number, or the missing page finds it close to that of a comment
    hidden = make_comment("Secret words.", status=status, article=article)
    unpublished = make_comment(status="approved", article=make_article(published_at=ago(days=-1)))

    answers = [client.get(address(hidden)), client.get(address(unpublished)), client.get("/comments/report/77777/")]
    assert {answer.status_code for answer in answers} == {404}
    assert without_number(answers[0]) == without_number(answers[2])
    for missing in [hidden, unpublished]:
        assert report(client, missing).status_code == 404
    assert Report.objects.count() == 0
    thanks = [client.get(f"/comments/report/{pk}/?sent=") for pk in [hidden.pk, 77777]]
    assert without_number(thanks[0]) == without_number(thanks[1])


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 20, "٢", "%00"])
def test_a_number_that_no_comment_has_is_missing(client, number):
    assert client.get(f"/comments/report/{number}/").status_code == 404


def test_what_the_house_says_can_be_reported_too(client):
    comment = make_comment(person=make_person("Ines"), status="approved")

    assert "Report what Ines wrote" in Html(client.get(address(comment))).main
    assert report(client, comment).status_code == 303


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"why": ""}, "Choose what is wrong with it."),
        ({"why": "nonsense"}, "Choose one of these."),
        ({"body": "x" * 501}, "Shorten this to 500 characters. It has 501."),
    ],
)
def test_what_is_wrong_is_said_and_no_word_is_lost(client, comment, fields, error):
    response = report(client, comment, **({"body": "My words."} | fields))

    page = Html(response)
    assert response.status_code == 422
    assert error in page.main
    assert page.texts("textarea", id="body") == [fields.get("body", "My words.")]
    assert comment.reports.count() == 0


def test_who_reports_all_the_time_waits_and_keeps_every_word(client, comment):
    for _ in range(10):
        assert report(client, comment).status_code == 303

    response = report(client, comment, body="My words.")

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert Html(response).texts("textarea", id="body") == ["My words."]
    assert [e.get("value") for e in Html(response).all("input") if e.get("checked") is not None] == ["advert"]


def test_another_site_reports_nothing_and_looking_changes_nothing(client, comment):
    before = Comment.objects.filter(pk=comment.pk).values().get()

    assert report(client, comment, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(address(comment), {"why": "advert"}).status_code == 200
    assert client.head(address(comment)).status_code == 200
    assert client.get(f"{address(comment)}?sent=").status_code == 200

    assert Report.objects.count() == 0
    assert Comment.objects.filter(pk=comment.pk).values().get() == before


def test_every_answer_is_kept_nowhere_and_sets_no_cookie(client, comment):
    answers = [client.get(address(comment)), report(client, comment), client.get(f"{address(comment)}?sent=")]

    for answer in answers:
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies


def test_hostile_words_are_shown_as_words(client, comment):
    response = report(client, comment, body='</textarea><script>alert("x")</script>' + "x" * 500)

    assert response.status_code == 422
    assert "<script>alert" not in response.text
