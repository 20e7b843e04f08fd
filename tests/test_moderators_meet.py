"""Two at the desk: who decides on what has changed since changes nothing, and is told."""

import pytest
from django.contrib.messages import get_messages

from comments.models import Comment, Decision
from tests.desk import QUEUE, decide, decide_on_its_page, page_of, told, versions
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


def test_the_list_and_a_comments_page_send_the_version_that_they_show(at_the_desk, moderator):
    comment = make_comment()
    comment.approve(by=moderator)
    field = f'<input type="hidden" name="version-{comment.pk}" value="1">'

    assert field in at_the_desk.get(f"{QUEUE}?status=approved").text
    assert field in at_the_desk.get(page_of(comment)).text


@pytest.mark.parametrize("decide", [decide, decide_on_its_page])
def test_who_decides_on_an_old_version_changes_nothing_and_is_told_who_was_first(at_the_desk, decide):
    comment = make_comment()
    seen = versions(comment)
    comment.reject(by=make_user("bea", first_name="Bea", last_name="Holm"))

    response = decide(at_the_desk, "approve", comment, **seen)

    assert Comment.objects.get().status == "rejected"
    assert Decision.objects.count() == 1
    [sentence] = told(response)
    assert sentence.startswith(
        "Your decision on Ada changed nothing: Bea Holm marked it as “Rejected” 0\xa0minutes ago."
    )
    assert page_of(comment) in str(next(iter(get_messages(response.wsgi_request))))


def test_of_many_only_those_that_changed_meanwhile_are_left_alone(at_the_desk, moderator):
    comments = [make_comment(name="Ada"), make_comment(name="Bo"), make_comment(name="Cy")]
    seen = versions(*comments)
    comments[1].mark_as_spam(by=moderator)

    response = decide(at_the_desk, "approve", *comments, **seen)

    assert [Comment.objects.get(pk=comment.pk).status for comment in comments] == ["approved", "spam", "approved"]
    assert told(response)[0].startswith("Your decision on Bo changed nothing: Mara Lind marked it as “Spam”")
    assert told(response)[1] == "2 comments approved."


@pytest.mark.parametrize("decide", [decide, decide_on_its_page])
@pytest.mark.parametrize("action", ["approve", "reject", "mark_as_spam"])
def test_withdrawn_is_final(at_the_desk, decide, action):
    comment = make_comment()
    comment.withdraw()

    response = decide(at_the_desk, action, comment)

    assert Comment.objects.get().status == "withdrawn"
    assert Decision.objects.count() == 1
    assert "The writer marked it as “Withdrawn”" in told(response)[0]


def test_approving_twice_changes_nothing(at_the_desk, moderator):
    comment = make_comment()
    comment.approve(by=moderator)

    response = decide(at_the_desk, "approve", comment, query="?status=all")

    assert not comment.approve(by=moderator)
    assert (Comment.objects.get().version, Decision.objects.count()) == (1, 1)
    assert "changed nothing" in told(response)[0]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
def test_a_version_that_is_none_breaks_nothing(at_the_desk, version):
    comment = make_comment()

    response = decide(at_the_desk, "approve", comment, **{f"version-{comment.pk}": version})

    assert response.status_code == 302
