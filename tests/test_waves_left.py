"""What never folds into a wave, or leaves it: an emergency, and what comes back to the queue by itself."""

from random import Random

import pytest
from django.core.management import call_command

from comments.models import Comment, NearKey, QueuedFor, Wave
from comments.screening import Draft, screen
from tests.desk import QUEUE, cards
from tests.factories import ago, fresh, make_article, make_comment
from tests.test_waves import ADVERT, folded, send, variant, waves

pytestmark = pytest.mark.django_db
CALLS = f"Chest pain! {ADVERT}"


@pytest.fixture
def article():
    return make_article()


def test_an_emergency_in_the_words_of_a_wave_waits_by_itself_and_first(article, at_the_desk, moderator):
    wave, comments = folded(article)

    emergency = send(article, CALLS)

    assert emergency.reasons.filter(check_name="near_duplicate").exists()
    assert fresh(emergency).wave is None
    assert cards(at_the_desk.get(QUEUE)) == [emergency.pk]  # as a card of its own
    wave.decide("spam", by=moderator, follow=True)
    assert fresh(emergency).status == "waiting"
    assert fresh(send(article, f"{CALLS} Again.")).status == "waiting"
    assert {fresh(comment).status for comment in comments} == {"spam"}


def test_emergencies_make_no_wave_and_others_like_them_make_theirs_without_them(article):
    emergencies = [send(article, f"{CALLS} {n}") for n in range(4)]
    assert waves() == {}

    others = [send(article, variant(Random(n))) for n in range(3)]

    assert set(Wave.objects.get().comments.all()) == set(others)
    assert set(Comment.objects.filter(urgent=True, wave=None)) == set(emergencies)


def test_only_the_first_of_emergencies_that_are_alike_costs_those_that_come_after(article):
    for n in range(5):
        send(article, f"{CALLS} {n}")

    assert set(NearKey.objects.values_list("comment__body", flat=True)) == {f"{CALLS} 0"}
    assert Comment.objects.filter(reasons__check_name="near_duplicate").count() == 4


def test_who_edits_an_emergency_into_it_takes_the_comment_out_of_its_wave(article):
    wave, comments = folded(article, 4)
    edited = fresh(comments[1])

    edited.edit(CALLS, seen=0, verdict=verdict_on(edited, CALLS))

    assert (fresh(edited).urgent, fresh(edited).wave) == (True, None)
    assert wave.comments.count() == 3


def verdict_on(comment, body):
    draft = Draft(article=comment.article, parent=None, name="Ada", email="", body=body, edits=comment.pk)
    return screen(draft)


def edits(comment, moderator):
    comment.approve(by=moderator)
    comment.edit("Other words.", seen=comment.version, verdict=verdict_on(comment, "Other words."))


def is_reported(comment, moderator):
    comment.approve(by=moderator)
    comment.report(why="other", words="", sender="x")


def appeals(comment, moderator):
    comment.reject(by=moderator)
    comment.ask_once_more("Why?")


@pytest.mark.parametrize("back", [edits, is_reported, appeals])
def test_what_comes_back_to_the_queue_has_a_card_of_its_own(article, at_the_desk, moderator, back):
    comments = [fresh(comment) for comment in folded(article, 4)[1]]

    back(comments[0], moderator)
    back(comments[1], moderator)

    assert set(cards(at_the_desk.get(QUEUE))) == {comments[0].pk, comments[1].pk}


def test_reported_ones_make_no_wave_with_those_that_wait(article, moderator):
    reported = send(article, f"{ADVERT} 0")
    is_reported(reported, moderator)

    for n in range(1, 3):
        send(article, f"{ADVERT} {n}")

    assert waves() == {}


@pytest.mark.django_db(transaction=True)
def test_what_was_folded_before_leaves_its_wave():
    wave, article = Wave.objects.create(sample="Buy."), make_article()
    urgent, plain = make_comment(article=article, wave=wave, urgent=True), make_comment(article=article, wave=wave)
    appeal = make_comment(article=article, wave=wave, status="rejected")
    Comment.objects.filter(pk=appeal.pk).update(queued_at=ago(), queued_for=QueuedFor.APPEAL)
    call_command("migrate", "comments", "0022", verbosity=0)

    call_command("migrate", verbosity=0)

    assert [fresh(comment).wave for comment in [urgent, plain, appeal]] == [None, wave, None]
