"""Two moderators, one comment, the same instant: one decision each time, and the other is told."""

import pytest
from django.test import Client

from comments.models import Comment, Decision
from tests.at_once import at_once
from tests.desk import QUEUE, decide, followed, page_of
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 100


def test_one_of_two_decisions_counts_and_the_other_is_told_a_hundred_times():
    ana, bea = make_user(group="Moderator"), make_user(group="Moderator")
    article = make_article()

    for _ in range(TIMES):
        pk = make_comment(article=article).pk
        seen_by_ana, seen_by_bea = Comment.objects.get(pk=pk), Comment.objects.get(pk=pk)

        approved, rejected = at_once(lambda: seen_by_ana.approve(by=ana), lambda: seen_by_bea.reject(by=bea))  # noqa: B023

        assert {approved, rejected} == {True, False}
        decision, comment = Decision.objects.get(comment=pk), Comment.objects.get(pk=pk)
        assert (decision.by, decision.after) == ((ana, "approved") if approved else (bea, "rejected"))
        assert (comment.status, comment.version) == (decision.after, 1)


def test_at_the_desk_the_second_of_two_is_told_who_was_first():
    names = ["Ana", "Bea"]
    desks = [Client(), Client()]
    for desk, name in zip(desks, names, strict=True):
        desk.force_login(make_user(group="Moderator", first_name=name))

    for _ in range(10):
        comment = make_comment()

        answers = at_once(
            lambda: decide(desks[0], "approved", comment),  # noqa: B023
            lambda: decide(desks[1], "rejected:said", comment),  # noqa: B023
        )

        decision = comment.decisions.get()
        first = names.index(decision.by.first_name)
        assert "conflict=" not in answers[first]["Location"]
        page = followed(desks[1 - first], answers[1 - first])
        assert f"changed nothing. {names[first]} {'approved' if first == 0 else 'rejected'} this" in page


def test_the_writer_has_the_last_word_whoever_else_decides_at_that_instant():
    moderator, article = make_user(group="Moderator"), make_article()

    for _ in range(20):
        pk = make_comment(article=article).pk
        seen, own = Comment.objects.get(pk=pk), Comment.objects.get(pk=pk)

        at_once(lambda: seen.approve(by=moderator), own.withdraw)  # noqa: B023

        assert Comment.objects.get(pk=pk).status == "withdrawn"


def test_a_withdrawal_after_a_decision_that_its_writer_did_not_see_counts():
    comment = make_comment()
    seen_by_its_writer = Comment.objects.get()
    comment.approve(by=make_user(group="Moderator"))

    assert seen_by_its_writer.withdraw()

    assert [decision.after for decision in comment.decisions.all()] == ["approved", "withdrawn"]
    assert not seen_by_its_writer.withdraw()


def test_two_moderators_who_press_next_a_hundred_times_never_get_the_same_comment():
    article, desks = make_article(), [Client(), Client()]
    for desk in desks:
        desk.force_login(make_user(group="Moderator"))
    made = {make_comment(article=article).pk for _ in range(2 * TIMES)}

    def press_next(desk):
        return [desk.post(f"{QUEUE}next/")["Location"] for _ in range(TIMES)]

    got = at_once(lambda: press_next(desks[0]), lambda: press_next(desks[1]))

    assert sorted(got[0] + got[1]) == sorted(page_of(Comment(pk=pk)) for pk in made)
    again = at_once(lambda: desks[0].post(f"{QUEUE}next/"), lambda: desks[1].post(f"{QUEUE}next/"))
    assert len({response["Location"] for response in again} - {QUEUE}) == 2  # all were opened: from the first again
