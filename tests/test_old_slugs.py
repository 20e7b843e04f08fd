"""A link that worked once works for ever: old addresses lead to the newest, and to nobody else."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article, Person, Topic
from tests.factories import make_article, make_person, make_topic

pytestmark = pytest.mark.django_db

MAKE = {
    "article": lambda slug, **fields: make_article(slug=slug, **fields),
    "person": lambda slug, **fields: make_person(slug=slug, **fields),
    "topic": lambda slug, **fields: make_topic(slug=slug, **fields),
}
each_kind = pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)


def renamed(page, *slugs):
    for slug in slugs:
        page.slug = slug
        page.save()
    return page


def redirect_of(client, address):
    response = client.get(address)
    return response.status_code, response.headers.get("Location")


@each_kind
def test_every_old_address_answers_one_redirect_to_the_newest(client, make):
    page = make("first")
    first = page.get_absolute_url()
    second = renamed(page, "second").get_absolute_url()
    third = renamed(page, "third").get_absolute_url()

    assert redirect_of(client, first) == (301, third)
    assert redirect_of(client, second) == (301, third)
    assert client.get(third).status_code == 200


@each_kind
def test_a_page_that_takes_its_old_address_back_answers_there(client, make):
    page = renamed(make("first"), "second")
    second = page.get_absolute_url()
    first = renamed(page, "first").get_absolute_url()

    assert client.get(first).status_code == 200
    assert redirect_of(client, second) == (301, first)


@each_kind
def test_the_redirect_keeps_the_query(client, make):
    page = make("first")
    first = page.get_absolute_url()
    second = renamed(page, "second").get_absolute_url()

    assert redirect_of(client, f"{first}?page=2&x=%C3%A9") == (301, f"{second}?page=2&x=%C3%A9")


def test_the_comments_of_an_article_move_with_it(client):
    article = renamed(make_article(slug="first"), "second")

    assert redirect_of(client, "/articles/first/comments/") == (301, f"{article.get_absolute_url()}comments/")


@each_kind
def test_nobody_else_may_take_an_old_address(make):
    renamed(make("first"), "second")
    other = make("other")
    other.slug = "first"

    with pytest.raises(ValidationError, match="old links still lead there") as refusal:
        other.full_clean()

    assert set(refusal.value.message_dict) == {"slug"}


@each_kind
def test_the_page_itself_may_take_it_back(make):
    page = renamed(make("first"), "second")
    page.slug = "first"

    page.clean()


@each_kind
def test_the_address_of_a_page_that_was_deleted_is_free_again(client, make):
    page = renamed(make("first"), "second")
    first = page.get_absolute_url().replace("second", "first")
    page.delete()
    answer_between = client.get(first).status_code
    heir = make("first")
    heir.clean()
    renamed(heir, "third")

    assert answer_between == 404
    assert redirect_of(client, first) == (301, heir.get_absolute_url())


def test_the_same_slug_may_serve_an_article_and_a_topic(client):
    renamed(make_article(slug="night"), "sleep")
    topic = make_topic(slug="night")

    topic.clean()

    assert client.get("/topics/night/").status_code == 200


def test_the_old_address_of_a_draft_tells_nothing(client):
    renamed(make_article(slug="first", published_at=None), "second")

    assert client.get("/articles/first/").status_code == 404
    assert client.get("/articles/second/").status_code == 404


def test_an_address_that_never_was_is_not_found(client):
    addresses = ["/articles/never/", "/topics/never/", "/authors/never/", "/articles/%00/", "/articles/é/"]

    assert [client.get(address).status_code for address in addresses] == [404] * 5


def test_a_new_title_that_would_take_an_address_gets_a_number():
    renamed(make_article("Night cramps"), "sleep")

    slugs = [make_article("Night cramps").slug, make_article("Night  Cramps!").slug]

    assert slugs == ["night-cramps-2", "night-cramps-3"]


@pytest.mark.parametrize("make", [make_article, make_person, make_topic])
def test_names_that_make_the_same_slug_are_numbered(make):
    assert [make(name).slug for name in ["Jane Doe", "Jane Doë", "Jane, Doe"]] == [
        "jane-doe",
        "jane-doe-2",
        "jane-doe-3",
    ]


@pytest.mark.parametrize(("make", "base"), [(make_article, "article"), (make_person, "person"), (make_topic, "topic")])
def test_names_without_latin_letters_have_an_address_too(make, base):
    assert [make(name).slug for name in ["مريم", "נועה"]] == [base, f"{base}-2"]


def test_a_long_title_has_a_slug_that_fits():
    titles = ["word " * 40, "word " * 39 + "other"]

    slugs = [make_article(title).slug for title in titles]

    assert len(set(slugs)) == 2
    assert all(len(slug) <= 200 for slug in slugs)


def test_an_old_address_is_found_among_what_readers_can_see_only():
    renamed(make_article(slug="first", published_at=None), "second")

    with pytest.raises(Article.DoesNotExist):
        Article.find("first", Article.objects.published())
    assert [model.old_slugs().count() for model in [Article, Person, Topic]] == [1, 0, 0]
