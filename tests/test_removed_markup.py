"""What stood in HTML tags is removed, and the moderator learns of it."""

import pytest
from django.utils.html import escape

from comments.models import Comment, Reason
from comments.screening.words import in_mail
from tests.attack_corpus import PAYLOADS
from tests.desk import QUEUE
from tests.factories import make_article, make_comment
from tests.test_screening import draft, noticed
from tests.writers import edit, post

pytestmark = pytest.mark.django_db
LINK = '<a href="https://shop.example/pills" onclick="steal()">'


def reason_of(comment):
    return comment.reasons.get(check_name="markup_removed")


@pytest.mark.parametrize("fields", [{"body": f"See {LINK}here</a>."}, {"name": f"{LINK}Ada</a>"}])
def test_the_card_says_in_words_what_was_removed_and_shows_it_as_text(client, moderator, fields):
    post(client, make_article(), **fields)
    client.force_login(moderator)

    page = client.get(QUEUE)

    assert f"HTML was removed from what was typed: “{escape(LINK)} &lt;/a&gt;”" in page.text
    assert LINK not in page.text


def test_it_is_the_least_of_the_reasons_and_the_comment_waits(client):
    post(client, make_article(), body="I took <b>400 mg</b> three times a day.")

    comment = Comment.objects.get()
    assert comment.status == "waiting"
    assert [reason.check_name for reason in comment.reasons.all()] == ["dose", "markup_removed"]


def test_of_words_in_angle_brackets_that_are_no_html_nothing_is_noticed(client):
    post(client, make_article(), body="a<b and c>d, p<0.05, I <3 it, <name>")

    assert not Comment.objects.get().reasons.exists()


def test_what_was_removed_of_an_edit_is_noticed_anew(client):
    comment = make_comment()
    edit(client, comment, "It <i>helped</i>.")
    assert reason_of(comment).excerpt == "<i> </i>"

    edit(client, comment, "It helped, somewhat.")
    assert not comment.reasons.exists()


def test_much_of_it_is_shortened(client):
    post(client, make_article(), body="".join(f"<p class='c{n}'>Word" for n in range(60)))

    excerpt = reason_of(Comment.objects.get()).excerpt
    assert len(excerpt) == 120
    assert excerpt.startswith("<p class='c0'> <p class='c1'>")
    assert excerpt.endswith("…")


def test_personal_data_in_it_is_kept_nowhere():
    said = draft(markup=['<a href="mailto:ada@example.org">', '<a href="tel:020 7946 0018">'])

    [excerpt] = [excerpt for check, excerpt in noticed(said) if check == "markup_removed"]

    assert excerpt == '<a href="mailto:▇▇▇▇"> <a href="tel:▇▇▇▇">'


def test_mail_says_that_it_was_removed_and_not_what():
    assert in_mail(Reason(check_name="markup_removed", excerpt=LINK)) == "HTML was removed from what was typed"


def test_no_hostile_text_breaks_the_reason():
    for payload in PAYLOADS:
        assert not {excerpt for check, excerpt in noticed(draft(markup=[payload])) if check == "check_failed"}
