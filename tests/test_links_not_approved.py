"""Nobody gets a link by posting one: it is text until a person approved it, on its own private page too."""

import pytest

from comments.models import Comment
from tests.factories import fresh, make_article, make_comment, make_discussion, make_user
from tests.pages import Html
from tests.test_preview import preview
from tests.writers import edit, page_of, post, published, send

pytestmark = pytest.mark.django_db
ADDRESS = "https://pills.example/cheap"
WORDS = f"See {ADDRESS} now."
LATER = "Addresses that begin with http become links when it is published."


def leads_to_it(page):
    return ADDRESS in page.attributes("href")


@pytest.mark.parametrize("status", ["waiting", "rejected", "spam", "withdrawn"])
def test_on_the_private_page_it_is_text(client, status):
    page = page_of(client, make_comment(f"{WORDS}\nAnd\n\nso on & on.", status=status))

    assert WORDS in page.main
    assert not leads_to_it(page)
    assert [words for words in page.texts("p") if words == "so on & on."]


def test_of_what_is_approved_it_leads_there_until_that_is_taken_back(client, moderator):
    comment = published(moderator, body=WORDS)
    assert leads_to_it(page_of(client, comment))

    comment.reject(by=moderator, code="advert")
    assert not leads_to_it(page_of(client, comment))


def test_of_words_that_wait_to_take_the_place_of_others_it_is_text_until_they_do(client, moderator):
    comment = published(moderator, body="See https://good.example/ too.")
    edit(client, comment, WORDS)

    page = page_of(client, comment)
    assert WORDS in page.main
    assert "https://good.example/" in page.attributes("href")
    assert not leads_to_it(page)

    fresh(comment).approve(by=moderator)
    assert leads_to_it(page_of(client, comment))


def test_in_a_preview_it_is_text_and_what_becomes_of_it_is_said(client):
    page = Html(preview(client, make_article(), body=WORDS))

    assert WORDS in page.main
    assert LATER in page.main
    assert not leads_to_it(page)
    assert LATER not in Html(preview(client, make_article(), body="No address.")).main


def test_so_it_is_said_while_it_waits_to_whoever_was_caught_too(client):
    make_discussion(seconds_between=0)
    honest = post(client, make_article(), body=WORDS)
    caught = post(client, make_article(), body=WORDS, email="bo@example.org", subject="x")
    assert {comment.status for comment in Comment.objects.all()} == {"waiting", "spam"}

    for answer in [honest, caught]:
        assert LATER in Html(client.get(answer["Location"])).main


def test_nor_do_an_appeal_or_words_that_were_not_saved_lead_anywhere(client):
    comment = make_comment()
    comment.reject(by=make_user(), code="advert")
    send(client, comment, "appeal", body=WORDS)

    assert not leads_to_it(page_of(client, comment))
    assert not leads_to_it(Html(edit(client, comment, f"{WORDS} {'x' * 3000}")))
