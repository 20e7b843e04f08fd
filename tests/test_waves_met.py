"""Two moderators on one wave: who decides on it as it no longer stands changes nothing, and is told who was first."""

import pytest

from comments.models import Comment, Wave
from comments.queue.forms import WaveForm
from tests.at_once import at_once
from tests.desk import QUEUE, followed, told
from tests.factories import ago, make_article, make_comment, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db
DECISIONS = ["approved", "rejected:advert", "spam", "split"]


@pytest.fixture
def ana(db):
    return make_user("ana", group="Moderator", first_name="Ana")


@pytest.fixture
def wave(db):
    wave = Wave.objects.create(sample="Dr. Olu cured me.")
    article = make_article()
    for n in range(3):
        make_comment(f"Dr. Olu cured me {n} times.", article=article, wave=wave)
    return wave


def as_ana_has_it(wave):
    return Wave.objects.get(pk=wave.pk)


def upto(wave):
    return wave.comments.order_by("pk").last().pk


def decide_wave(client, wave, decision, **fields):
    """What a page sends that shows the wave as `wave` was read."""
    sent = {"wave": wave.pk, "version": wave.version, "upto": upto(wave), "decision": decision, "sure": "on"}
    return client.post(f"{QUEUE}decide/", sent | fields)


def stands(wave):
    return Wave.objects.values_list("decided_as", "decided_by__username", "follow_until", "is_split").get(pk=wave.pk)


@pytest.mark.parametrize("decision", DECISIONS)
def test_an_old_page_overrides_no_decision_on_a_wave_and_publishes_no_newcomer(at_the_desk, wave, ana, decision):
    as_ana_has_it(wave).decide("spam", by=ana, follow=True)
    before = stands(wave)

    response = decide_wave(at_the_desk, wave, decision, follow="on")

    assert stands(wave) == before
    assert {comment.status for comment in wave.comments.all()} == {"spam"}
    assert (
        "Your decision changed nothing: the wave was marked as spam by Ana, and so is what joins it"
        in told(response)[-1]
    )


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_wave_that_was_taken_apart_is_decided_by_no_old_page(at_the_desk, wave, ana, decision):
    assert as_ana_has_it(wave).split(by=ana) == 3

    response = decide_wave(at_the_desk, wave, decision)

    assert told(response) == ["Your decision changed nothing: Ana took the wave apart."]
    assert {comment.status for comment in wave.comments.all()} == {"waiting"}


def test_a_page_older_than_an_undone_decision_changes_nothing(at_the_desk, wave, ana):
    anas = as_ana_has_it(wave)
    anas.decide("spam", by=ana)
    anas.reopen()

    assert told(decide_wave(at_the_desk, wave, "spam"))[-1].endswith("the decision on the wave was taken back.")


def test_undoing_leaves_what_a_colleague_decided_on_the_wave_since(wave, ana, moderator):
    wave.decide("spam", by=moderator)
    as_ana_has_it(wave).decide("rejected", by=ana, follow=True)
    before = stands(wave)

    wave.reopen()

    assert stands(wave) == before


def test_the_same_decision_sent_twice_goes_on_from_where_it_stopped(wave, moderator):
    again = as_ana_has_it(wave)
    wave.decide("spam", by=moderator, upto_pk=wave.comments.order_by("pk").first().pk)

    assert len(again.decide("spam", by=moderator).moved) == 2


def test_a_card_sends_the_version_of_its_wave(at_the_desk, wave, moderator):
    wave.decide("spam", by=moderator, upto_pk=0)

    page = at_the_desk.get(QUEUE).text

    assert f'name="wave" value="{wave.pk}"><input type="hidden" name="version" value="1">' in page
    assert f'name="pick" value="w{wave.pk}.{upto(wave)}.1"' in page


def test_a_decision_without_the_version_of_the_wave_is_refused():
    assert "version" in WaveForm({"upto": 1, "decision": "spam"}).errors


def test_a_ticked_wave_that_a_colleague_decided_is_left_and_said(at_the_desk, wave, ana):
    as_ana_has_it(wave).decide("rejected", by=ana, code="advert", follow=True)
    before = stands(wave)

    pick = f"w{wave.pk}.{upto(wave)}.{wave.version}"
    response = at_the_desk.post(f"{QUEUE}decide-many/", {"pick": pick, "decision": "approved"})

    assert stands(wave) == before
    assert "A wave was left as it was: the wave was rejected by Ana" in followed(at_the_desk, response)


@pytest.mark.parametrize("decision", ["spam", "rejected:advert", "approved"])
def test_what_a_colleague_decided_of_it_since_is_left_and_said_as_of_any_others(at_the_desk, wave, ana, decision):
    first, second, third = wave.comments.order_by("pk")
    first.mark_as_spam(by=ana, made_at=ago(minutes=5))
    sent = card_of_wave(at_the_desk, wave)
    second.approve(by=ana)

    page = followed(at_the_desk, at_the_desk.post(f"{QUEUE}decide/", sent | {"decision": decision, "sure": "on"}))

    done = {"spam": "marked as spam", "rejected:advert": "rejected", "approved": "approved"}[decision]
    assert f"1 {done}, 1 already approved by Ana. That one was left as it was." in page
    assert list(wave.comments.order_by("pk").values_list("status", flat=True))[:2] == ["spam", "approved"]
    assert third.decisions.get().after == decision.partition(":")[0]


def test_where_everything_of_it_was_decided_since_the_answer_says_by_whom(at_the_desk, wave, ana):
    sent = card_of_wave(at_the_desk, wave)
    for comment in wave.comments.all():
        comment.reject(by=ana)

    page = followed(at_the_desk, at_the_desk.post(f"{QUEUE}decide/", sent | {"decision": "spam"}))

    assert "3 already rejected by Ana. Those were left as they were." in page


def test_where_nothing_of_it_was_decided_since_one_goes_on_in_the_queue(at_the_desk, wave):
    sent = card_of_wave(at_the_desk, wave)

    response = at_the_desk.post(f"{QUEUE}decide/", sent | {"decision": "spam"})

    assert response["Location"] == f"{QUEUE}#queue"
    assert {comment.status for comment in wave.comments.all()} == {"spam"}


def card_of_wave(client, wave):
    """The hidden fields of its card."""
    page = Html(client.get(QUEUE))
    [form, *_] = [form for form in page.all("form") if any(e.get("name") == "wave" for e in form.iter())]
    return {e.get("name"): e.get("value") for e in form.iter() if e.get("type") == "hidden"}


@pytest.mark.django_db(transaction=True)
def test_one_of_two_decisions_on_a_wave_counts():
    ana, bea, article = make_user(group="Moderator"), make_user(group="Moderator"), make_article()

    for _ in range(10):
        pk = Wave.objects.create(sample="The same").pk
        for _ in range(3):
            make_comment(article=article, wave_id=pk)
        seen = [Wave.objects.get(pk=pk) for _ in range(2)]

        outcomes = at_once(
            lambda: seen[0].decide("spam", by=ana, follow=True),  # noqa: B023
            lambda: seen[1].decide("approved", by=bea, follow=True),  # noqa: B023
        )

        assert outcomes.count(None) == 1
        decided = "spam" if outcomes[0] else "approved"
        assert Wave.objects.get(pk=pk).decided_as == decided
        assert {comment.status for comment in Comment.objects.filter(wave=pk)} == {decided}
