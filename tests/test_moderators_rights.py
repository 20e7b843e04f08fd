"""What a moderator may not do, and what others may not do at the moderators' desk."""

import pytest
from django.test import Client

from comments.models import Comment, Decision
from tests.desk import ARCHIVE, QUEUE, decide, decide_many, decide_on_its_page, page_of
from tests.factories import make_article, make_comment, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("group", ["Editor", "Author", "Newsletter manager", None])
@pytest.mark.parametrize("decide", [decide, decide_on_its_page, decide_many])
def test_who_is_no_moderator_decides_nothing_even_by_a_crafted_post(client, group, decide):
    comment = make_comment()
    client.force_login(make_user(group=group))

    for decision in ["approved", "rejected:said", "spam"]:
        assert decide(client, decision, comment).status_code == 403
    for act in ["undo", "ban", "take", "release", "next", "keys"]:
        assert client.post(f"{QUEUE}{act}/", {"comment": comment.pk, "version": 0}).status_code == 403
    assert client.get(QUEUE).status_code == client.get(f"{QUEUE}batch/b/").status_code == 403

    assert Comment.objects.get().status == "waiting"
    assert Decision.objects.count() == 0


def test_a_stranger_is_asked_to_sign_in(client):
    comment = make_comment()

    for response in [client.get(QUEUE), client.get(page_of(comment)), decide(client, "approved", comment)]:
        assert response["Location"].startswith("/admin/login/")
    assert Comment.objects.get().status == "waiting"


def test_readers_words_cannot_be_edited_by_a_crafted_post(at_the_desk):
    comment = make_comment(name="Ada", email="ada@example.org", body="Its words.")
    forged = {"name": "Bo", "email": "bo@example.org", "body": "Others.", "status": "approved", "version": "9"}
    forms = {f"decisions-{part}": "0" for part in ["TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"]}

    answers = [
        at_the_desk.post(page_of(comment), forged | forms | {"_save": "Save"}),
        at_the_desk.post(page_of(comment), forged | forms | {"_saveasnew": "1"}),
        at_the_desk.post(f"{ARCHIVE}add/", forged | forms),
        at_the_desk.post(f"{ARCHIVE}{comment.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    stored = Comment.objects.get()
    assert (stored.name, stored.email, stored.body) == ("Ada", "ada@example.org", "Its words.")
    assert (stored.status, stored.version) == ("waiting", 0)


def test_words_sent_along_with_a_decision_are_not_stored(at_the_desk):
    comment = make_comment(body="Its words.")

    decide_on_its_page(at_the_desk, "approved", comment, body="Others.", name="Bo")

    stored = Comment.objects.get()
    assert (stored.status, stored.body, stored.name) == ("approved", "Its words.", "Ada")


def test_a_decision_cannot_be_rewritten(at_the_desk, moderator):
    comment = make_comment()
    comment.reject(by=moderator, reason="Off topic")
    decision = comment.decisions.get()
    forged = {
        "decisions-TOTAL_FORMS": "1",
        "decisions-INITIAL_FORMS": "1",
        "decisions-0-id": decision.pk,
        "decisions-0-comment": comment.pk,
        "decisions-0-reason": "Said already",
        "decisions-0-DELETE": "on",
    }

    decide_on_its_page(at_the_desk, "approved", comment, **forged)
    at_the_desk.post(page_of(comment), forged | {"_save": "Save"})

    assert [made.reason for made in comment.decisions.all()] == ["Off topic", ""]


def test_a_moderator_cannot_change_articles_or_people(at_the_desk):
    article, person = make_article("Night cramps"), make_person("Mara")

    answers = [
        at_the_desk.post(f"/admin/articles/article/{article.pk}/change/", {"title": "Day cramps"}),
        at_the_desk.post("/admin/articles/article/add/", {"title": "Day cramps", "body": "Words."}),
        at_the_desk.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}),
        at_the_desk.post(f"/admin/articles/person/{person.pk}/change/", {"name": "Bo"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    article.refresh_from_db()
    assert article.title == "Night cramps"


def test_a_decision_from_another_site_is_refused(moderator):
    comment, client = make_comment(), Client(enforce_csrf_checks=True)
    client.force_login(moderator)

    assert decide(client, "approved", comment).status_code == 403
    assert decide_on_its_page(client, "approved", comment).status_code == 403
    assert Comment.objects.get().status == "waiting"


def test_looking_decides_nothing(at_the_desk):
    comment = make_comment()

    at_the_desk.get(f"{QUEUE}?comment={comment.pk}&version=0&decision=approved")
    at_the_desk.get(f"{page_of(comment)}?comment={comment.pk}&version=0&decision=approved")

    assert Comment.objects.get().status == "waiting"


@pytest.mark.parametrize("field", ["token__startswith", "email__startswith", "fingerprint__gt"])
def test_nothing_can_be_guessed_by_filters_that_the_list_does_not_show(at_the_desk, field):
    make_comment()

    assert at_the_desk.get(f"/admin/comments/comment/?{field}=a").status_code == 400
