"""Whose words sound like an emergency is told to call for help before they are sent, and after."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from tests.factories import closed_article, make_article, make_discussion
from tests.pages import Html
from tests.test_preview import preview
from tests.writers import edit, post, published, told

pytestmark = pytest.mark.django_db
DANGER = "Since an hour I have a strong pain in my chest."
ORDINARY = "My calf cramps at night, and stretching helps."
CALL = "call your emergency number now"
UNSENT = "go on: your comment will be among those that a moderator reads first"


@pytest.mark.parametrize("body", [DANGER, "A heart <b>attack</b>, I think.", "Is it a he\u200bаrt attack?"])
def test_a_preview_says_it_before_anything_is_sent(client, body):
    page = Html(preview(client, make_article(), body=body))

    assert CALL in page.main
    assert UNSENT in page.main
    assert page.main.index("As it will stand") < page.main.index(CALL)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"email": "nobody"}, {"parent": "77"}, {"body": DANGER + " and so on" * 400}]
)
@pytest.mark.parametrize("sent_by", [post, preview])
def test_so_does_the_form_that_comes_back_with_something_to_put_right(client, sent_by, wrong):
    response = sent_by(client, make_article(), **({"body": DANGER} | wrong))

    page = Html(response)
    assert response.status_code == 422
    assert page.main.count(CALL) == page.main.count(UNSENT) == 1
    assert page.main.index("to put right") < page.main.index(CALL)


def test_so_does_the_form_of_a_discussion_that_is_closed(client):
    assert CALL in Html(post(client, closed_article(), body=DANGER)).main


def test_so_does_the_form_of_who_is_too_quick(client):
    make_discussion(seconds_between=60)
    article = make_article()
    post(client, article)

    response = post(client, article, body=DANGER)

    assert response.status_code == 429
    assert CALL in Html(response).main


def test_ordinary_words_alarm_nobody(client):
    for response in [
        preview(client, make_article(), body=ORDINARY),
        post(client, make_article(), name="", body=ORDINARY),
    ]:
        assert "emergency" not in Html(response).main


def test_the_form_to_answer_alarms_nobody(client, moderator):
    comment = published(moderator, body=DANGER)

    assert CALL not in client.get(f"{comment.article.get_absolute_url()}comments/?reply={comment.pk}").text


def test_what_stands_there_after_sending_does_not_say_go_on(client):
    page = Html(client.get(post(client, make_article(), body=DANGER)["Location"]))

    assert CALL in page.main
    assert UNSENT not in page.main
    assert "Your comment is among those that a moderator reads first" in page.main


def test_an_edit_that_comes_back_says_it_too(client):
    post(client, make_article(), body=ORDINARY)
    comment = Comment.objects.get()

    page = Html(edit(client, comment, DANGER + " and so on" * 400))

    assert page.main.count(CALL) == page.main.count(UNSENT) == 1
    assert CALL not in told(client, comment)


def test_an_edit_of_what_is_published_says_it_while_it_waits(client, moderator):
    comment = published(moderator, body=ORDINARY)

    edit(client, comment, DANGER)

    assert CALL in told(client, comment)
    comment.refresh_from_db()
    comment.approve(by=moderator)
    assert CALL not in told(client, comment)


def test_a_preview_of_it_takes_as_many_queries_as_any(client):
    article = make_article()

    def queries(body):
        with CaptureQueriesContext(connection) as captured:
            preview(client, article, body=body)
        return len(captured)

    queries(ORDINARY)

    assert queries(DANGER) == queries(ORDINARY)
