"""The one door: what a decision changes, what it refuses, what the record says, and how it is taken back."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from comments.models import AppendOnly, Comment, Decision, QueuedFor
from cramps_site.lib.append_only import opened
from tests.factories import ago, fresh, make_article, make_comment, make_user

pytestmark = pytest.mark.django_db


def edited(proposed="New words."):
    """An approved comment whose writer proposes other words."""
    comment = make_comment(body="Old words.", status="approved")
    comment.change_words(proposed_body=proposed, queued_at=ago(), queued_for=QueuedFor.EDIT)
    return comment


def test_many_are_decided_by_as_few_queries_as_two(moderator, django_assert_num_queries):
    article = make_article()
    for number in [2, 300]:
        seen = {make_comment(article=article).pk: 0 for _ in range(number)}
        with django_assert_num_queries(6):  # savepoint (two), lock, change, record, page
            outcome = Comment.objects._decide(seen, Comment.Status.APPROVED, by=moderator, batch="b")

        assert (len(outcome.moved), outcome.refused) == (number, [])


def test_of_many_exactly_those_that_changed_since_are_left_and_named(moderator):
    ana = make_user("ana", first_name="Ana")
    comments = [make_comment() for _ in range(5)]
    fresh(comments[1]).reject(by=ana, code="said")
    comments[3].change_words(body="Edited.")
    Comment.objects.get(pk=comments[4].pk).withdraw()

    outcome = Comment.objects._decide({c.pk: 0 for c in comments}, Comment.Status.APPROVED, by=moderator)

    assert [decision.comment for decision in outcome.moved] == [comments[0], comments[2]]
    assert {comment.pk: comment.status for comment in outcome.refused} == {
        comments[1].pk: "rejected",
        comments[3].pk: "waiting",
        comments[4].pk: "withdrawn",
    }
    assert fresh(comments[3]).body == "Edited."


@pytest.mark.parametrize(
    "act",
    ["save", "save_base", "delete", "update", "delete rows", "create", "bulk_create", "base update", "base delete"],
)
def test_the_record_refuses_whatever_does_not_come_through_the_door(moderator, act):
    comment = make_comment()
    comment.approve(by=moderator)
    decision, rows = comment.decisions.get(), Decision.objects.all()
    acts = {
        "save": decision.save,
        "save_base": lambda: decision.save_base(force_update=True),
        "delete": decision.delete,
        "update": lambda: rows.update(reason="Other"),
        "delete rows": rows.delete,
        "base update": lambda: Decision._base_manager.update(reason="Other"),
        "base delete": lambda: Decision._base_manager.all().delete(),
        "create": lambda: rows.create(comment=comment, before="approved", after="spam"),
        "bulk_create": lambda: comment.decisions.bulk_create([Decision(comment=comment)]),
    }

    with pytest.raises(AppendOnly):
        acts[act]()

    assert Decision.objects.get().reason == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE comments_decision SET reason = 'Other'",
        "UPDATE comments_decision SET by_id = NULL",
        "UPDATE comments_decision SET made_at = made_at",
        "DELETE FROM comments_decision",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_the_record(moderator, statement):
    make_comment().reject(by=moderator, code="advert")
    before = list(Decision.objects.values())

    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(Decision.objects.values()) == before


def test_whoever_was_let_past_the_guard_leaves_it_closed_behind_them(moderator):
    comment, other = make_comment(), make_comment()
    for each in [comment, other]:
        each.approve(by=moderator)

    Decision.objects._forget([comment])

    assert [decision.comment for decision in Decision.objects.all()] == [other]
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM comments_decision")


def test_an_error_of_who_was_let_past_the_guard_closes_it_too(moderator):
    make_comment().approve(by=moderator)

    with pytest.raises(DatabaseError), transaction.atomic(), opened(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM what_there_is_not")

    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM comments_decision")


@pytest.mark.django_db(transaction=True)
def test_the_whole_database_can_be_emptied():
    """As between tests with transactions of their own, and by `manage.py flush`."""
    make_comment().approve(by=make_user())

    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)

    assert not Decision.objects.exists()
    make_comment().approve(by=make_user())
    with pytest.raises(IntegrityError, match="only added"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM comments_decision")


def test_nobody_can_be_given_a_right_to_add_change_or_delete_decisions():
    rights = Permission.objects.filter(content_type__app_label="comments", content_type__model="decision")

    assert [right.codename for right in rights] == ["view_decision"]


@pytest.mark.parametrize("decide", ["approve", "reject", "mark_as_spam"])
def test_undoing_brings_back_state_and_place_in_the_queue_by_a_row_of_its_own(moderator, decide):
    comment = make_comment(queued_at=ago(hours=3))
    getattr(comment, decide)(by=moderator)

    outcome = Comment.objects.undo([comment.last_decision], by=moderator)

    assert len(outcome.moved) == 1
    assert (fresh(comment).status, fresh(comment).queued_at, fresh(comment).version) == (
        "waiting",
        comment_queue(comment),
        2,
    )
    assert [d.after for d in comment.decisions.all()][1:] == ["waiting"]
    assert comment.decisions.last().undoes == comment.decisions.first()


def comment_queue(comment):
    return comment.decisions.first().queued_at


def test_too_late_twice_or_after_a_colleague_nothing_is_undone(moderator):
    late, twice, colleague = make_comment(), make_comment(), make_comment()
    late.approve(by=moderator, made_at=ago(seconds=61))
    twice.approve(by=moderator)
    Comment.objects.undo([twice.last_decision], by=moderator)
    colleague.approve(by=moderator)
    first = colleague.last_decision
    colleague.mark_as_spam(by=make_user("ana"))

    outcome = Comment.objects.undo([late.last_decision, twice.decisions.first(), first], by=moderator)

    assert outcome.moved == []
    assert [fresh(c).status for c in [late, twice, colleague]] == ["approved", "waiting", "spam"]


def test_an_accepted_edit_is_shown_and_undone_waits_again(moderator):
    comment = edited()

    comment.approve(by=moderator)
    assert (comment.status, comment.body, comment.proposed_body, comment.queued_at) == (
        "approved",
        "New words.",
        "",
        None,
    )

    Comment.objects.undo([comment.last_decision], by=moderator)
    comment = fresh(comment)
    assert (comment.status, comment.body, comment.proposed_body) == ("approved", "Old words.", "New words.")
    assert comment.queued_at is not None


def test_a_refused_edit_leaves_the_old_words_on_the_page_and_undone_waits_again(moderator):
    comment = edited()

    comment.reject(by=moderator, code="advert")
    assert (comment.status, comment.body, comment.proposed_body) == ("approved", "Old words.", "")
    assert (comment.last_decision.after, comment.last_decision.words) == ("approved", "refused")

    Comment.objects.undo([comment.last_decision], by=moderator)
    assert (fresh(comment).status, fresh(comment).body, fresh(comment).proposed_body) == (
        "approved", "Old words.", "New words.",
    )  # fmt: skip


def test_an_edit_that_is_spam_takes_the_comment_down(moderator):
    comment = edited("Buy this.")

    comment.mark_as_spam(by=moderator)

    assert fresh(comment).status == "spam"


def test_covering_replaces_the_words_in_the_same_step_and_undone_brings_them_back(moderator):
    comment = make_comment(body="Call 020 7946 0000.")

    comment.approve(by=moderator, body="Call ▇▇▇.")
    assert (comment.status, comment.body) == ("approved", "Call ▇▇▇.")
    assert comment.last_decision.words == "covered"
    assert comment.covered_at is not None

    Comment.objects.undo([comment.last_decision], by=moderator)
    assert (fresh(comment).status, fresh(comment).body, fresh(comment).covered_at) == (
        "waiting", "Call 020 7946 0000.", None,
    )  # fmt: skip


def test_keeping_a_reported_comment_settles_its_reports(moderator):
    comment = make_comment(status="approved")
    comment.change_words(queued_at=ago(), queued_for=QueuedFor.REPORT)

    assert comment.approve(by=moderator)

    assert (comment.status, comment.kept, comment.queued_at) == ("approved", True, None)
    assert comment.last_decision.about == "report"


def test_an_appeal_is_not_judged_by_who_took_the_first_decision(moderator):
    comment = make_comment()
    comment.reject(by=moderator, code="insult")
    comment.change_words(appeal="I meant it kindly.", queued_at=ago(), queued_for=QueuedFor.APPEAL)

    assert not comment.approve(by=moderator)
    assert comment.approve(by=make_user("ana"))

    assert fresh(comment).status == "approved"


def test_what_needs_nobody_is_not_decided_again(moderator):
    comment = make_comment()
    comment.approve(by=moderator)

    assert not comment.approve(by=moderator)

    assert comment.decisions.count() == 1
