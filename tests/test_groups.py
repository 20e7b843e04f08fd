"""Who may do what at the desk."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from articles.models import Article, Person
from cramps_site.groups import GROUPS
from tests import pages
from tests.factories import ago, make_article, make_comment, make_person, make_topic, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db

# Which pages of the desk each group opens: 200 or 403.
PAGES = {
    #                                    Author Editor Moderator Newsletter manager
    "/admin/": (200, 200, 200, 200),
    "/admin/articles/article/": (200, 200, 200, 200),
    "/admin/articles/article/add/": (200, 200, 403, 403),
    "/admin/articles/article/{article}/change/": (200, 200, 200, 200),
    "/admin/articles/article/{article}/delete/": (403, 200, 403, 403),
    "/admin/articles/person/": (200, 200, 403, 403),
    "/admin/articles/person/add/": (403, 200, 403, 403),
    "/admin/articles/topic/": (200, 200, 403, 403),
    "/admin/articles/topic/add/": (403, 200, 403, 403),
    "/admin/articles/user/": (403, 403, 403, 403),
    "/admin/articles/user/add/": (403, 403, 403, 403),
    "/admin/auth/group/": (403, 403, 403, 403),
    "/admin/comments/comment/?q=": (403, 200, 200, 403),
    "/admin/comments/queue/": (403, 403, 200, 403),
    "/admin/comments/comment/{comment}/change/": (403, 200, 200, 403),
    "/admin/comments/comment/add/": (403, 403, 403, 403),
    "/admin/comments/comment/{comment}/delete/": (403, 403, 403, 403),
    "/admin/comments/sitediscussion/": (403, 302, 302, 403),
    "/admin/comments/sitediscussion/add/": (403, 200, 200, 403),
    "/admin/comments/articlediscussion/": (403, 200, 200, 403),
    "/admin/comments/articlediscussion/add/": (403, 200, 200, 403),
    "/admin/newsletter/subscriber/": (403, 403, 403, 200),
    "/admin/newsletter/subscriber/add/": (403, 403, 403, 403),
    "/admin/newsletter/letter/": (403, 403, 403, 200),
    "/admin/newsletter/suppression/": (403, 403, 403, 200),
    "/admin/newsletter/suppression/add/": (403, 403, 403, 200),
    "/admin/newsletter/suppressionstep/": (403, 403, 403, 200),
    "/admin/newsletter/suppressionstep/add/": (403, 403, 403, 403),
    "/admin/newsletter/subscriber/export/": (403, 403, 403, 200),
    "/admin/newsletter/subscriberlist/": (403, 403, 403, 200),
    "/admin/newsletter/subscriberlist/add/": (403, 403, 403, 200),
    "/admin/newsletter/liststep/": (403, 403, 403, 200),
    "/admin/newsletter/liststep/add/": (403, 403, 403, 403),
    "/admin/newsletter/issue/": (403, 403, 403, 200),
    "/admin/newsletter/issue/add/": (403, 403, 403, 200),
}
MATRIX = [
    (group, address, statuses[column])
    for address, statuses in PAGES.items()
    for column, group in enumerate(["Author", "Editor", "Moderator", "Newsletter manager"])
]


@pytest.mark.parametrize(("group", "address", "status"), MATRIX)
def test_each_group_opens_its_own_pages(client, group, address, status):
    comment = make_comment()
    client.force_login(make_user(group=group))

    assert client.get(address.format(article=comment.article.pk, comment=comment.pk)).status_code == status


@pytest.mark.parametrize("address", ["/admin/", "/admin/articles/user/", "/admin/comments/comment/"])
def test_nobody_else_gets_in(client, address):
    client.force_login(make_user(is_staff=False, group="Editor"))

    assert client.get(address).status_code == 302


def test_a_superuser_looks_after_accounts(client):
    client.force_login(make_user(is_superuser=True))

    assert client.get("/admin/articles/user/").status_code == 200


@pytest.fixture
def author(client):
    """A person who writes, signed in; as the person, with the browser as `client`."""
    user = make_user(group="Author")
    client.force_login(user)
    return make_person("Ida Berg", user=user)


def form_of(client, address, **changes):
    """What a browser would post from this page, with `changes`."""
    return pages.form_of(Html(client.get(address))) | changes


def change_page(article):
    return f"/admin/articles/article/{article.pk}/change/"


def test_an_author_writes_a_draft_that_is_her_own(client, author):
    address = "/admin/articles/article/add/"

    client.post(address, form_of(client, address, title="Mine", slug="mine", body="Words."))

    article = Article.objects.get()
    assert (article.state, article.authors_in_order) == ("Draft", [author])


def test_an_author_cannot_publish_by_a_crafted_post(client, author):
    address = "/admin/articles/article/add/"
    crafted = {"published_at_0": "2026-01-01", "published_at_1": "12:00:00", "published_at": "2026-01-01"}
    fields = form_of(client, address, title="Mine", slug="mine", body="Words.", **crafted)

    client.post(address, fields)
    article = Article.objects.get()
    client.post(change_page(article), form_of(client, change_page(article), body="Changed.", **crafted))

    article.refresh_from_db()
    assert (article.body, article.published_at) == ("Changed.", None)


def test_an_author_files_own_draft_and_gives_it_references(client, author):
    article, topic = make_article(authors=[author], published_at=None, body="Words.[@key]"), make_topic()
    fields = form_of(client, change_page(article))
    fields |= {"filings-TOTAL_FORMS": "1", "filings-0-topic": topic.pk, "filings-0-position": "0"}
    fields |= {"references-TOTAL_FORMS": "1", "references-0-key": "key", "references-0-text": "A study."}

    client.post(change_page(article), fields)

    article = Article.objects.get()
    assert article.topics_in_order == [topic]
    assert article.cited == [["key", 1]]


@pytest.mark.parametrize(
    "make",
    [
        lambda ida: make_article(authors=[make_person()], published_at=None),
        lambda ida: make_article(published_at=None),
        lambda ida: make_article(authors=[ida]),
        lambda ida: make_article(authors=[ida], published_at=ago(days=-1)),
    ],
    ids=["somebody else's draft", "nobody's draft", "own, published", "own, scheduled"],
)
def test_an_author_looks_at_all_else_and_changes_none_of_it(client, author, make):
    article = make(author)
    fields = {"title": "Taken over", "slug": "taken", "body": "Other words."}

    shown, posted = client.get(change_page(article)), client.post(change_page(article), fields)

    assert (shown.status_code, posted.status_code) == (200, 403)
    assert Html(shown).attributes("name", "textarea") == []
    article.refresh_from_db()
    assert article.body == "Words."


def test_an_author_without_a_profile_is_told_what_is_missing(client):
    client.force_login(make_user(group="Author"))
    address = "/admin/articles/article/add/"

    answer = client.post(address, form_of(client, address, title="Mine", slug="mine", body="Words."), follow=True)

    assert "Your account has no profile" in answer.text
    assert Article.objects.count() == 1


def test_an_editor_publishes_and_says_who_wrote_it(client):
    client.force_login(make_user(group="Editor"))
    article, ida = make_article(published_at=None), make_person("Ida Berg")
    fields = form_of(client, change_page(article), published_at_0="2026-01-02", published_at_1="12:00:00")
    fields |= {"authorships-TOTAL_FORMS": "1", "authorships-0-person": ida.pk, "authorships-0-position": "0"}

    client.post(change_page(article), fields)

    article.refresh_from_db()
    assert (article.state, article.authors_in_order) == ("Published", [ida])


def test_an_editor_is_told_of_citations_that_lead_nowhere(client):
    client.force_login(make_user(group="Editor"))
    article = make_article()

    answer = client.post(
        change_page(article), form_of(client, change_page(article), body="Words.[@nobody]"), follow=True
    )

    assert "Cited, but not among the references: nobody." in answer.text


def test_an_editor_gives_no_profile_an_account(client):
    editor = make_user(group="Editor")
    client.force_login(editor)
    person = make_person("Ida Berg")
    address = f"/admin/articles/person/{person.pk}/change/"

    client.post(address, form_of(client, address, name="Ida Lund", user=editor.pk))

    assert list(Person.objects.values_list("name", "user")) == [("Ida Lund", None)]


def test_a_moderator_changes_no_article(client, moderator):
    client.force_login(moderator)
    article = make_article("As it was")

    answer = client.post(change_page(article), {"title": "Changed", "slug": "changed", "body": "Changed."})

    article.refresh_from_db()
    assert (answer.status_code, article.title) == (403, "As it was")


def test_an_old_address_of_another_article_is_refused_in_the_form(client):
    client.force_login(make_user(group="Editor"))
    moved, other = make_article(slug="first"), make_article()
    moved.slug = "second"
    moved.save()

    answer = client.post(change_page(other), form_of(client, change_page(other), slug="first"))

    assert answer.status_code == 200
    assert "old links still lead there" in answer.text


def test_every_permission_that_a_group_is_to_have_exists(db):
    labels = {label for labels in GROUPS.values() for label in labels}
    there = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}

    assert labels - there == set()


def test_each_migration_makes_the_groups_what_they_are_said_to_be(db):
    Group.objects.get(name="Editor").permissions.clear()
    Group.objects.get(name="Moderator").permissions.add(Permission.objects.get(codename="delete_comment"))
    own = Group.objects.create(name="Our own")

    call_command("migrate", verbosity=0)

    for name, labels in GROUPS.items():
        granted = Group.objects.get(name=name).permissions.select_related("content_type")
        assert {f"{p.content_type.app_label}.{p.codename}" for p in granted} == set(labels)
    assert Group.objects.filter(pk=own.pk).exists()
