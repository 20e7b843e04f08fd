"""What a moderator has open is one comment, and it is free again when they go on or go back."""

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.queue import leases
from tests.desk import CARD, QUEUE, decide, page_of
from tests.factories import ago, make_comment, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return make_user("ana", group="Moderator", first_name="Ana")


def held_by(user):
    return set(Comment.objects.filter(leased_by=user, leased_until__gt=timezone.now()))


def press_next(client):
    return client.post(f"{QUEUE}next/")["Location"]


def test_who_presses_next_three_times_holds_one_comment_and_no_more(at_the_desk, moderator):
    comments = [make_comment() for _ in range(4)]

    assert [press_next(at_the_desk) for _ in range(3)] == [page_of(comment) for comment in comments[:3]]

    assert held_by(moderator) == {comments[2]}


def test_what_was_passed_by_comes_after_the_others_the_longest_ago_first(at_the_desk):
    comments = [make_comment() for _ in range(3)]

    pressed = [press_next(at_the_desk) for _ in range(6)]

    assert pressed == [page_of(comment) for comment in comments] * 2


def test_what_was_passed_by_stands_in_its_place_again_after_five_minutes(at_the_desk):
    first, *_ = [make_comment() for _ in range(3)]
    press_next(at_the_desk)
    press_next(at_the_desk)
    Comment.objects.filter(pk=first.pk).update(leased_until=ago(minutes=5))

    assert press_next(at_the_desk) == page_of(first)


def test_what_one_passed_by_a_colleague_may_open_at_once(at_the_desk, ana):
    first, _ = make_comment(), make_comment()
    press_next(at_the_desk)
    press_next(at_the_desk)

    assert leases.take(first.pk, ana)


def test_next_frees_nothing_of_a_colleagues(at_the_desk, ana):
    anas, *_ = [make_comment() for _ in range(3)]
    leases.take(anas.pk, ana)

    press_next(at_the_desk)
    press_next(at_the_desk)

    assert held_by(ana) == {anas}


def test_where_nothing_else_waits_next_leads_to_the_queue_and_holds_nothing(at_the_desk, moderator):
    make_comment()
    press_next(at_the_desk)

    assert press_next(at_the_desk) == QUEUE
    assert not held_by(moderator)


def test_a_decision_on_its_page_leads_on_to_what_was_passed_by_where_nothing_else_waits(at_the_desk, moderator):
    first, second = make_comment(), make_comment()
    press_next(at_the_desk)
    press_next(at_the_desk)

    response = decide(at_the_desk, "approved", second, **{"from": "page"})

    assert response["Location"] == page_of(first)
    assert held_by(moderator) == {first}


def test_back_to_the_queue_is_a_button_that_frees_the_comment_without_a_script(at_the_desk, moderator):
    comment = make_comment()
    leases.take(comment.pk, moderator)
    page = Html(at_the_desk.get(page_of(comment)))
    [form] = [form for form in page.all("form") if form.get("action") == f"{QUEUE}release/"]
    assert "Back to the queue" in "".join(form.itertext())
    sent = {field.get("name"): field.get("value") for field in form.iter() if field.get("type") == "hidden"}

    response = at_the_desk.post(form.get("action"), sent)

    assert response["Location"] == f"{QUEUE}#queue"
    assert not held_by(moderator)


def test_next_leaves_an_appeal_against_ones_own_decision_to_a_colleague(at_the_desk, moderator, ana, client):
    appealed, other = make_comment(), make_comment()
    appealed.reject(by=moderator, code="advert")
    Comment.objects.filter(pk=appealed.pk).update(queued_for="appeal", queued_at=ago(hours=1), appealed_at=ago(hours=1))

    assert press_next(at_the_desk) == page_of(other)
    assert press_next(at_the_desk) == QUEUE

    client.force_login(ana)
    assert press_next(client) == page_of(appealed)


def test_who_opens_another_lets_go_of_the_first_which_stands_in_its_place_again(at_the_desk, moderator, ana):
    first, second = make_comment(), make_comment()
    for comment in [first, second]:
        at_the_desk.post(f"{QUEUE}take/", {"comment": comment.pk})

    assert held_by(moderator) == {second}
    assert leases.next_for(ana) == first.pk


def test_the_script_of_a_page_is_told_who_has_it_by_the_card_itself(at_the_desk, ana):
    comment, free = make_comment(), make_comment()
    leases.take(comment.pk, ana)

    refused, taken, gone = (
        at_the_desk.post(f"{QUEUE}take/", {"comment": pk}, headers={"Accept": CARD}) for pk in [comment.pk, free.pk, 99]
    )

    assert "Ana is reading this" in refused.text
    assert [answer.status_code for answer in [refused, taken, gone]] == [200, 204, 204]
    assert held_by(ana) == {comment}


def test_looking_at_the_queue_takes_nothing(at_the_desk, moderator):
    comment = make_comment()

    for address in [QUEUE, page_of(comment), f"{QUEUE}take/?comment={comment.pk}", f"{QUEUE}next/"]:
        at_the_desk.get(address)
        at_the_desk.head(address)

    assert not held_by(moderator)


def test_without_scripts_the_queue_is_gone_through_one_by_one(at_the_desk, moderator):
    comment = make_comment()
    page = Html(at_the_desk.get(QUEUE))
    [form] = [form for form in page.all("form") if form.get("action") == f"{QUEUE}next/"]
    assert "One by one" in "".join(form.itertext())

    assert at_the_desk.post(form.get("action"))["Location"] == page_of(comment)
    assert held_by(moderator) == {comment}
