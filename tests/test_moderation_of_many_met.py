"""Deciding many at once while a colleague decides too: theirs is left as it is, and the result says so."""

import pytest

from comments.models import Comment, Decision, Wave
from tests.desk import QUEUE, followed, text_of
from tests.factories import ago, fresh, make_article, make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return make_user("ana", group="Moderator", first_name="Ana")


def looked(client, query=""):
    """When the moderator's page was made, as its bar sends it."""
    response = client.get(f"{QUEUE}{query}")
    moment = response.context_data["looked_at"]
    assert f'name="looked" value="{moment}"' in response.text
    return moment


def decide_all(client, decision, moment, here="", **fields):
    sent = {"select": "all", "decision": decision, "here": here, "looked": moment, "sure": "on"}
    return client.post(f"{QUEUE}decide-many/", sent | fields)


def test_of_all_that_were_chosen_those_that_a_colleague_decided_meanwhile_are_said(at_the_desk, ana):
    article = make_article()
    comments = [make_comment(article=article) for _ in range(30)]
    moment = looked(at_the_desk)
    for comment in comments[:3]:
        fresh(comment).approve(by=ana)

    page = followed(at_the_desk, decide_all(at_the_desk, "spam", moment))

    assert "27 marked as spam, 3 already approved by Ana. Those were left as they were." in page
    assert "30 comments: what became of them" in page
    assert Comment.objects.approved().count() == 3


def test_only_what_the_filters_showed_is_said_to_be_left(at_the_desk, ana):
    article = make_article()
    advert, other = make_comment("Buy oil.", article=article), make_comment("My calf.", article=article)
    make_comment("Buy more oil.", article=article)
    moment = looked(at_the_desk, "?q=oil")
    for comment in [advert, other]:
        fresh(comment).reject(by=ana)

    page = followed(at_the_desk, decide_all(at_the_desk, "spam", moment, "q=oil"))

    assert "1 marked as spam, 1 already rejected by Ana." in page


@pytest.mark.parametrize(("here", "left"), [("state=all", 2), ("state=spam", 1), ("state=rejected", 1)])
def test_a_newer_decision_of_a_colleague_is_never_overridden_by_a_filter_of_states(
    at_the_desk, moderator, ana, here, left
):
    article = make_article()
    spam, rejected, other = [make_comment(article=article) for _ in range(3)]
    spam.mark_as_spam(by=moderator, made_at=ago(hours=1))
    for comment in [rejected, other]:
        comment.reject(by=moderator, made_at=ago(hours=1))
    moment = looked(at_the_desk, f"?{here}")
    fresh(spam).reject(by=ana)
    fresh(rejected).mark_as_spam(by=ana)

    page = followed(at_the_desk, decide_all(at_the_desk, "rejected:advert", moment, here))

    assert [fresh(comment).status for comment in [spam, rejected]] == ["rejected", "spam"]
    assert fresh(rejected).last_decision.by == fresh(spam).last_decision.by == ana
    assert page.count("Look at it: Ada") == left


def test_what_a_colleague_decides_between_two_steps_is_left(at_the_desk, ana, monkeypatch):
    monkeypatch.setattr("comments.queue.bulk.CHUNK", 2)
    article = make_article()
    comments = [make_comment(article=article, status="approved") for _ in range(4)]
    first = decide_all(at_the_desk, "spam", looked(at_the_desk, "?state=all"), "state=all")
    fresh(comments[3]).reject(by=ana)

    job = at_the_desk.get(first["Location"]).context_data["job"].token
    page = followed(at_the_desk, at_the_desk.post(f"{QUEUE}decide-many/", {"job": job}))

    assert [fresh(comment).status for comment in comments] == ["spam", "spam", "spam", "rejected"]
    assert "3 marked as spam, 1 already rejected by Ana." in page


def test_what_a_colleague_decided_and_took_back_is_decided_with_the_others(at_the_desk, ana):
    comment, moment = make_comment(), looked(at_the_desk)
    fresh(comment).approve(by=ana)
    Comment.objects.undo([comment.last_decision], by=ana)

    assert "1 marked as spam." in followed(at_the_desk, decide_all(at_the_desk, "spam", moment))


@pytest.mark.parametrize("moment", ["", "x", "2026-13-01", "9999-01-01T00:00:00+00:00", "2026-01-01T00:00:00"])
def test_a_moment_that_is_none_or_is_still_to_come_means_now(at_the_desk, ana, moment):
    comment, other = make_comment(), make_comment()
    fresh(comment).approve(by=ana)

    assert "1 marked as spam." in followed(at_the_desk, decide_all(at_the_desk, "spam", moment))
    assert (fresh(comment).status, fresh(other).status) == ("approved", "spam")


def test_the_questions_before_many_are_decided_carry_the_moment_on(at_the_desk):
    article = make_article()
    picks = [f"{make_comment(article=article).pk}.0" for _ in range(26)]
    moment = looked(at_the_desk)
    carried = f'name="looked" value="{moment}"'

    asked = [
        decide_all(at_the_desk, "", moment),
        at_the_desk.post(f"{QUEUE}decide-many/", {"pick": picks, "decision": "spam", "looked": moment}),
    ]

    assert [carried in answer.text for answer in asked] == [True, True]
    assert ["26" in text_of(answer) for answer in asked] == [True, True]
    assert not Decision.objects.exists()


@pytest.fixture
def wave(db):
    wave, article = Wave.objects.create(sample="Dr. Olu cured me."), make_article()
    for n in range(5):
        make_comment(f"Dr. Olu cured me {n} times.", article=article, wave=wave)
    return wave


def tick(client, wave, moment):
    pick = f"w{wave.pk}.{wave.comments.order_by('pk').last().pk}.{wave.version}"
    sent = {"pick": pick, "decision": "spam", "looked": moment}
    return followed(client, client.post(f"{QUEUE}decide-many/", sent))


def test_of_a_ticked_wave_those_that_a_colleague_decided_or_a_writer_edited_are_said(at_the_desk, wave, ana):
    moment = looked(at_the_desk)
    first, second, third, *_ = wave.comments.order_by("pk")
    for comment in [first, second]:
        comment.reject(by=ana)
    third.change_words(body="That was my cousin.", edited_at=ago())

    page = tick(at_the_desk, wave, moment)

    assert "2 marked as spam, 2 already rejected by Ana, 1 edited since you looked." in page


def test_a_ticked_wave_that_a_colleague_decided_is_said_comment_by_comment(at_the_desk, wave, ana):
    moment = looked(at_the_desk)
    Wave.objects.get().decide("rejected", by=ana)

    page = tick(at_the_desk, wave, moment)

    assert "A wave was left as it was: the wave was rejected by Ana." in page
    assert "5 already rejected by Ana." in page
