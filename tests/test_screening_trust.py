"""When a comment is published without a person: hardly ever, and never by mistake."""

import pytest

from comments.models import ArticleDiscussion, Ban, Comment, SiteDiscussion
from comments.screening.trust import publish_if_trusted
from tests.factories import ago, make_article, make_comment

pytestmark = pytest.mark.django_db
KEY = "key"


@pytest.fixture
def proven():
    """A comment that may be published without a person, on a site that is open."""
    SiteDiscussion.objects.create(mode="open")
    for _ in range(2):
        make_comment(status="approved", sender_key=KEY)
    return make_comment(sender_key=KEY, email="ada@example.org", email_proven_at=ago())


def test_a_proven_sender_with_two_approved_comments_is_published_and_the_record_says_by_nobody(client, proven):
    assert publish_if_trusted(proven)

    decision = proven.decisions.get()
    assert (decision.after, decision.by, decision.code) == ("approved", None, "trusted")
    assert proven.body in client.get(proven.article.get_absolute_url()).text


def set_site(**fields):
    SiteDiscussion.objects.update(**fields)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda comment, by: set_site(mode="hold"),
        lambda comment, by: set_site(mode="closed"),
        lambda comment, by: set_site(stopped=True),
        lambda comment, by: SiteDiscussion.objects.all().delete(),
        lambda comment, by: ArticleDiscussion.objects.create(article=comment.article, mode="hold"),
        lambda comment, by: setattr(comment, "email_proven_at", None),
        lambda comment, by: comment.reasons.create(check_name="origin_unknown"),
        lambda comment, by: make_comment(status="rejected", sender_key=KEY),
        lambda comment, by: make_comment(status="spam", sender_key=KEY),
        lambda comment, by: Comment.objects.approved().update(posted_at=ago(days=181)),
        lambda comment, by: Comment.objects.approved().first().reject(by=by),
        lambda comment, by: comment.reject(by=by),
        lambda comment, by: Ban.objects.create(sender_key=KEY, name="Ada", until=ago(days=-1), why="x", by=by),
        lambda comment, by: Comment.objects.approved().update(sender_key=""),
    ],
    ids="hold closed stopped unset article unproven reason rejected spam old fewer decided banned strangers".split(),
)
def test_anything_else_waits_for_a_person(proven, moderator, spoil):
    spoil(proven, moderator)

    assert not publish_if_trusted(proven)

    assert Comment.objects.get(pk=proven.pk).status != "approved"


def test_an_article_may_be_open_where_the_site_is_not(proven):
    set_site(mode="hold")
    ArticleDiscussion.objects.create(article=proven.article, mode="open")

    assert publish_if_trusted(proven)


def test_senders_of_whom_nothing_is_known_are_not_one_sender():
    SiteDiscussion.objects.create(mode="open")
    article = make_article()
    for _ in range(2):
        make_comment(article=article, status="approved")

    assert not publish_if_trusted(make_comment(article=article, email_proven_at=ago()))
