"""The page at the desk where someone of the house answers a comment, and who may open it."""

import pytest
from django.test import Client

from comments.models import Comment
from tests.desk import ARCHIVE, archived, decide, page_of, told
from tests.factories import make_article, make_comment, make_person, make_user
from tests.reading import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines():
    """An author with an account."""
    return make_person("Ines Moreau", user=make_user("ines", group="Author"))


@pytest.fixture
def question(ines):
    """A reader's comment under an article by Ines."""
    return approved(
        "Is it the acid?", name="Marit", email="marit@example.org", article=make_article("On pain", authors=[ines])
    )


@pytest.fixture
def her_desk(client, ines):
    """A browser in which Ines is signed in."""
    client.force_login(ines.user)
    return client


def answer_page(comment):
    return f"{page_of(comment).removesuffix('change/')}answer/"


def answer(client, comment, body="It is not."):
    return client.post(answer_page(comment), {"body": body})


def test_the_page_quotes_the_comment_and_changes_nothing(her_desk, question):
    page = her_desk.get(answer_page(question)).text

    assert "<h1>Answer as Ines Moreau</h1>" in page
    assert "Is it the acid?" in page
    assert Comment.objects.count() == 1


def test_the_comment_s_page_leads_there_only_for_those_who_may(client, ines, question, moderator):
    link = f'href="{answer_page(question)}">Answer as '
    client.force_login(moderator)
    assert link not in client.get(page_of(question)).text

    client.force_login(ines.user)

    assert f"{link}Ines Moreau</a>" in client.get(page_of(question)).text


def test_the_same_answer_sent_twice_is_one(her_desk, ines, question):
    for _ in range(2):
        answer(her_desk, question)

    assert Comment.objects.get(person=ines).decisions.count() == 1


def test_an_answer_that_was_taken_down_does_not_come_back_by_sending_it_again(her_desk, ines, question, moderator):
    answer(her_desk, question)
    Comment.objects.get(person=ines).reject(by=moderator)

    response = answer(her_desk, question)

    assert told(response)[-1] == "These words were answered before, and are rejected now."
    assert Comment.objects.get(person=ines).status == "rejected"


def test_markup_is_stripped_from_an_answer_as_from_any_comment(her_desk, ines, question):
    answer(her_desk, question, "It is <b>not</b> at <5 mmol/L.<script>x</script>")

    assert Comment.objects.get(person=ines).body == "It is not at <5 mmol/L.x"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "Write your answer here."),
        ("<p> </p>", "Write some words. HTML tags are removed, and nothing else was there."),
        ("é" * 3001, "Shorten your comment to 3,000 characters. It has 3,001."),
    ],
)
def test_what_cannot_be_published_is_told_and_kept(her_desk, ines, question, body, error):
    response = answer(her_desk, question, body)

    assert response.status_code == 422
    assert f'<p class="errornote" id="body-error">{error}</p>' in response.text
    assert body.replace("<", "&lt;").replace(">", "&gt;") in response.text
    assert not Comment.objects.filter(person=ines).exists()


@pytest.mark.parametrize("group", ["Moderator", "Editor", "Newsletter manager", "Author", None])
def test_of_others_only_moderators_with_a_profile_answer(client, question, group):
    user = make_user("bea", group=group)
    client.force_login(user)
    assert answer(client, question).status_code in {403, 404}

    make_person("Bea Holm", user=user)
    response = answer(client, question)

    assert response.status_code == (302 if group == "Moderator" else 403 if group == "Editor" else 404)
    assert Comment.objects.filter(person__name="Bea Holm").exists() == (group == "Moderator")


def test_who_does_not_work_here_any_more_cannot_answer(client, ines, question):
    ines.user.is_staff = False
    ines.user.save()
    client.force_login(ines.user)

    assert answer(client, question)["Location"].startswith("/admin/login/")
    assert answer(Client(), question)["Location"].startswith("/admin/login/")
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("status", ["waiting", "rejected", "spam", "withdrawn"])
def test_what_readers_cannot_see_is_not_answered(client, ines, question, moderator, status):
    make_person("Mara Lind", user=moderator)
    question = make_comment(article=question.article, status=status)

    for user in [ines.user, moderator]:
        client.force_login(user)
        assert answer(client, question).status_code in {403, 404}
        assert "Answer as" not in client.get(page_of(question)).text
    assert Comment.objects.count() == 2


def test_an_answer_from_another_site_is_refused(ines, question):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ines.user)

    assert answer(client, question).status_code == 403
    assert Comment.objects.count() == 1


def test_an_author_sees_what_readers_see_under_their_own_articles_and_no_more(her_desk, question):
    elsewhere = approved("Elsewhere.")
    waiting = make_comment("Secret.", article=question.article)

    page = her_desk.get(ARCHIVE)

    assert archived(page) == [question.pk]
    assert "Is it the acid?" in page.text
    assert "Comments under your articles" in page.text
    assert "Elsewhere." not in page.text
    assert "Secret." not in page.text
    her_page = her_desk.get(page_of(question)).text
    assert "Is it the acid?" in her_page
    assert "marit@example.org" not in her_page + page.text
    assert question.token not in her_page + page.text
    for hidden in [elsewhere, waiting]:
        assert her_desk.get(page_of(hidden)).status_code == 302


def test_an_author_decides_nothing(her_desk, question):
    assert decide(her_desk, "rejected:said", question).status_code == 403

    question.refresh_from_db()
    assert question.status == "approved"


@pytest.mark.parametrize("asked", ["email__startswith=m", "token__startswith=a", "decisions__by=1", "fingerprint=x"])
def test_nobody_guesses_an_address_or_a_token_by_filters_of_the_list(client, ines, question, moderator, asked):
    for user in [ines.user, moderator]:
        client.force_login(user)

        assert client.get(f"{ARCHIVE}?q=&{asked}").status_code == 400
