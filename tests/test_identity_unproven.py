"""Who types the address of someone of the house is not believed to be that person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from comments.screening.words import in_mail, in_words
from comments.views import article_to_comment_on
from cramps_site.lib.for_a_moment import forget_all
from tests.desk import QUEUE, text_of
from tests.factories import ago, make_article, make_comment, make_discussion, make_person, make_user
from tests.test_screening import checks, draft
from tests.writers import edit, post

pytestmark = pytest.mark.django_db
INES = "ines@example.org"
SAID = "Gives the e-mail address of an account of this site, and nobody has proven it yet"


@pytest.fixture
def ines():
    """An author whose account may not enter the desk."""
    user = make_user("ines", is_staff=False, email="Ines@Example.org")
    make_person("Ines Okafor", user=user)
    return user


def is_noticed(email):
    forget_all()
    return "identity_unproven" in checks(draft(email=email))


def test_the_comment_waits_and_the_card_says_why_without_the_address(client, ines, moderator):
    make_discussion(mode="open")

    post(client, make_article(), name="Somebody", email="INES@example.org")

    comment = Comment.objects.get()
    assert comment.status == "waiting"
    client.force_login(moderator)
    page = client.get(QUEUE)
    assert SAID in text_of(page)
    assert "ines@example.org" not in page.text.lower()
    assert in_mail(comment.reasons.get()) == in_words(comment.reasons.get()) == SAID


def test_so_it_is_with_the_address_of_any_staff(ines):
    make_user("mara", email="mara@example.org")

    assert is_noticed("mara@example.org")
    assert is_noticed(INES)


def test_the_addresses_of_others_are_theirs(ines):
    make_user("reader", is_staff=False, email="reader@example.org")
    make_user("left", is_active=False, email="left@example.org")
    make_user("odd", email="root@localhost")
    make_user("none", email="")

    for email in ["", "reader@example.org", "left@example.org", "ada@example.org", "ines@example.com"]:
        assert not is_noticed(email)


def test_who_proves_to_be_the_one_waits_for_that_no_longer(client, ines):
    make_discussion(mode="open", seconds_between=0)
    article = make_article()
    for n in range(2):
        post(client, article, email=INES, body=f"Words number {n}, of their own.")
    for comment in Comment.objects.all():
        comment.approve(by=None)
    post(client, article, email=INES, body="Other words that are new.")
    comment = Comment.objects.get(body="Other words that are new.")
    assert comment.reasons.exists()

    comment.notices.get(kind="prove").prove()

    comment.refresh_from_db()
    assert (comment.status, comment.reasons.count()) == ("approved", 0)


def test_what_else_was_noticed_stays_when_it_is_proven(client, ines):
    make_discussion(mode="open")
    post(client, make_article(), email=INES, body="I took 400 mg of it.")
    comment = Comment.objects.get()

    comment.notices.get(kind="prove").prove()

    assert [reason.check_name for reason in comment.reasons.all()] == ["dose"]


@pytest.mark.parametrize(("proven_at", "noticed"), [(None, ["identity_unproven"]), (ago(hours=1), [])])
def test_an_edit_is_noticed_unless_the_mailbox_was_proven(client, ines, proven_at, noticed):
    comment = make_comment(email=INES, email_proven_at=proven_at)

    edit(client, comment, "It helped me a little.")

    assert [reason.check_name for reason in comment.reasons.all()] == noticed


def test_to_know_it_takes_no_query_of_a_post(client, ines):
    make_discussion(seconds_between=0, per_hour=100)
    article = make_article()

    def queries(email, body):
        article_to_comment_on.forget()
        with CaptureQueriesContext(connection) as captured:
            assert post(client, article, email=email, body=body).status_code == 303
        return len(captured)

    queries("ada@example.org", "The first comment fills what is kept for a few seconds.")
    without = queries("bo@example.org", "Stretching in the evening was what helped me most with my calves.")

    with_reason = queries(INES, "Drinking more on hot days was what my trainer told us to do.")
    assert with_reason == without + 1  # the reason itself is stored
