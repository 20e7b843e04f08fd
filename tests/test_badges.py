"""Answers by people of the house: who may give one, how readers know them, and that no name imitates it."""

import pytest

from articles.models import Authorship
from comments.models import Comment
from cramps_site import demo
from tests.desk import page_of as desk_page_of
from tests.desk import told
from tests.factories import make_article, make_person, make_user
from tests.mail import make_moderator
from tests.reading import approved, comments_in, page_of, words_of

pytestmark = pytest.mark.django_db

BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def ines():
    """An author with an account."""
    return make_person("Ines Moreau", user=make_user("ines", group="Author"))


@pytest.fixture
def question(ines):
    """A reader's comment under an article by Ines."""
    return approved("Is it the acid?", name="Marit", article=make_article("On pain", authors=[ines]))


@pytest.fixture
def staff(moderator):
    """The moderator, with a profile."""
    return make_person("Mara Lind", user=moderator)


def answer_page(comment):
    return f"/admin/comments/comment/{comment.pk}/answer/"


def send(client, user, comment, body="It is not."):
    client.force_login(user)
    return client.post(answer_page(comment), {"body": body})


def head_of(client, comment):
    """What stands above the words of a comment: the element with the name."""
    page = page_of(client, comment.article.get_absolute_url())
    return comments_in(page)[f"comment-{comment.pk}"].find(".//h3")


def test_an_author_answers_and_readers_see_who_it_is(client, ines, question):
    response = send(client, ines.user, question)

    answer = Comment.objects.get(person=ines)
    assert told(response) == ["Your answer is published. See it under the article"]
    assert response["Location"] == desk_page_of(question)
    client.logout()
    head = head_of(client, answer)
    assert words_of(head) == "Ines Moreau Author"
    assert words_of(head.find("span[@class='badge']")) == "Author"
    assert head.find("a").get("href") == "/authors/ines-moreau/"
    page = page_of(client, question.article.get_absolute_url())
    assert page.find(f".//li[@class='staff']/article[@id='comment-{answer.pk}']") is not None
    assert "In reply to Marit" in words_of(comments_in(page)[f"comment-{answer.pk}"])
    assert "Comments (2)" in words_of(page)


def test_an_answer_goes_through_the_one_door(client, ines, question):
    changed_at = question.article.changed_at

    send(client, ines.user, question)

    answer = Comment.objects.get(person=ines)
    decision = answer.decisions.get()
    assert (decision.by, decision.before, decision.after) == (ines.user, "waiting", "approved")
    assert (answer.status, answer.version, answer.parent, answer.thread) == ("approved", 1, question, question)
    answer.article.refresh_from_db()
    assert answer.article.changed_at > changed_at


def test_who_did_not_write_the_article_is_staff_there_and_author_from_then_on(client, staff, question):
    send(client, staff.user, question)

    answer = Comment.objects.get(person=staff)
    assert words_of(head_of(client, answer)) == "Mara Lind Staff"

    Authorship.objects.create(article=question.article, person=staff)

    assert words_of(head_of(client, answer)) == "Mara Lind Author"


def test_a_new_name_in_the_profile_is_the_name_everywhere(client, ines, question):
    send(client, ines.user, question)
    answer = Comment.objects.get(person=ines)
    approved("Thank you.", article=question.article, name="Marit", parent=answer)

    ines.name = "Ines Roux"
    ines.save()

    page = client.get(question.article.get_absolute_url()).text
    feed = client.get(f"/articles/{question.article.slug}/comments/feed/").text
    form = client.get(f"/articles/{question.article.slug}/comments/?reply={answer.pk}").text
    assert "Ines Roux" in form
    assert "Marit, in reply to Ines Roux" in feed
    assert "<uri>http://testserver/authors/ines-moreau/</uri>" in feed
    assert "Ines Moreau" not in page + feed + form


@pytest.mark.parametrize(
    "forged", [{"person": "{pk}"}, {"person_id": "{pk}"}, {"person": "{name}"}, {"by_author": "1", "badge": "Author"}]
)
def test_a_reader_cannot_send_a_badge_along(client, ines, question, forged):
    fields = {key: value.format(pk=ines.pk, name=ines.name) for key, value in forged.items()}
    address = f"/articles/{question.article.slug}/comments/"

    response = client.post(address, {"name": "Bo", "body": "Trust me.", **fields}, headers=BROWSER)

    assert response.status_code == 303
    comment = Comment.objects.get(body="Trust me.")
    assert comment.person is None
    comment.approve(by=make_moderator())
    assert 'class="badge"' not in client.get(question.article.get_absolute_url()).text


def test_an_author_who_uses_the_readers_form_is_a_reader(client, ines, question):
    client.force_login(ines.user)

    client.post(f"/articles/{question.article.slug}/comments/", {"name": "I. M.", "body": "Mine."}, headers=BROWSER)

    assert Comment.objects.get(body="Mine.").person is None


@pytest.mark.parametrize(
    "name",
    [
        "Ines Moreau Author",
        "Staff: Ines Moreau",
        "Ines Moreau, Stаff",  # with a Cyrillic letter
        "Tom (Author)",
        "Tom [Staff]",
        "Tom – Staff",
        "Tom | AUTHOR",
        "Author Tom",
    ],
)
def test_a_name_that_carries_a_badge_is_refused(client, ines, question, name):
    address = f"/articles/{question.article.slug}/comments/"

    response = client.post(address, {"name": name, "body": "Trust me."}, headers=BROWSER)

    assert response.status_code == 422
    assert "That name looks like someone who works here. Choose another." in response.text


def test_the_demo_shows_both_badges(client):
    demo.add()

    page = page_of(client, "/articles/pain-after-a-cramp/")

    names = [words_of(head) for head in page.iter("h3") if head.find("span[@class='badge']") is not None]
    assert names == ["Ines Moreau Author", "Dr Helen Varga Staff"]
    assert "half were decided within 2 hours" in words_of(page.find(".//*[@id='comment-form']"))
