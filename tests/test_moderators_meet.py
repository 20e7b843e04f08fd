"""Two moderators on one queue: who decides on what changed meanwhile changes nothing, and is told who was first."""

import pytest

from comments.models import Comment, Decision
from comments.queue import leases
from tests.desk import CARD, QUEUE, cards, decide, decide_many, decide_on_its_page, followed, page_of, text_of
from tests.factories import ago, fresh, make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return make_user("ana", group="Moderator", first_name="Ana")


def test_the_queue_and_a_comments_page_send_the_version_that_they_show(at_the_desk, moderator):
    comment = make_comment()
    comment.approve(by=moderator)
    field = f'name="comment" value="{comment.pk}"><input type="hidden" name="version" value="1">'

    assert field in at_the_desk.get(f"{QUEUE}?state=approved").text
    assert field in at_the_desk.get(page_of(comment)).text
    assert f'name="pick" value="{comment.pk}.1"' in at_the_desk.get(f"{QUEUE}?state=approved").text


@pytest.mark.parametrize("decide", [decide, decide_on_its_page])
def test_who_decides_on_an_old_version_changes_nothing_and_is_told_who_was_first(at_the_desk, ana, decide):
    comment, other = make_comment(), make_comment()
    fresh(comment).reject(by=ana, code="said")

    response = decide(at_the_desk, "approved", comment)

    assert fresh(comment).status == "rejected"
    assert Decision.objects.count() == 1
    page = followed(at_the_desk, response)
    assert "Your approval changed nothing. Ana rejected this 1 second ago, as “Already said”. Readers do not" in page
    assert "Leave it as Ana decided" in page
    address = response["Location"].partition("#")[0]
    assert cards(at_the_desk.get(address)) == [comment.pk, other.pk]


def test_the_script_gets_the_card_with_the_same_sentence(at_the_desk, ana):
    comment = make_comment()
    fresh(comment).reject(by=ana, code="said")

    response = at_the_desk.post(
        f"{QUEUE}decide/", {"comment": comment.pk, "version": 0, "decision": "spam"}, headers={"Accept": CARD}
    )

    assert response.status_code == 200
    assert response.text.lstrip().startswith("<article")
    assert 'role="alert"><p><b>Your decision changed nothing.</b> Ana rejected this' in response.text


def test_who_decides_on_words_that_were_edited_meanwhile_reads_them_first(at_the_desk):
    comment = make_comment("Old words.")
    fresh(comment).change_words(body="New words.", edited_at=ago(minutes=1))

    page = followed(at_the_desk, decide(at_the_desk, "approved", comment))

    assert "Your approval changed nothing. The writer changed it 1 minute ago" in page.replace("\xa0", " ")
    assert "New words." in page
    assert fresh(comment).status == "waiting"


@pytest.mark.parametrize("decide", [decide, decide_on_its_page, decide_many])
@pytest.mark.parametrize("decision", ["approved", "rejected:said", "spam"])
def test_withdrawn_is_final(at_the_desk, decide, decision):
    comment = make_comment()
    comment.withdraw()

    response = decide(at_the_desk, decision, comment)

    assert fresh(comment).status == "withdrawn"
    assert Decision.objects.count() == 1
    assert "taken back by the writer" in followed(at_the_desk, response).replace(
        "took the comment back", "taken back by the writer"
    )


def test_approving_twice_changes_nothing(at_the_desk, moderator):
    comment = make_comment()
    comment.approve(by=moderator)

    page = followed(at_the_desk, decide(at_the_desk, "approved", comment))

    assert (fresh(comment).version, Decision.objects.count()) == (1, 1)
    assert "It stands there already." in page


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
def test_a_version_that_is_none_breaks_nothing(at_the_desk, version):
    comment = make_comment()

    assert decide(at_the_desk, "approved", comment, version=version).status_code == 422
    assert fresh(comment).status == "waiting"


@pytest.mark.parametrize("pk", ["", "x", "-1", "0", "9" * 5000])
def test_a_comment_that_is_none_is_not_found(at_the_desk, pk):
    for act in ["decide", "ban"]:
        assert at_the_desk.post(f"{QUEUE}{act}/", {"comment": pk, "version": 0}).status_code == 404
    assert at_the_desk.get(f"{QUEUE}?conflict={pk}.0.approved").status_code == 200


def test_what_a_colleague_has_open_says_so_and_can_be_taken_over(at_the_desk, moderator, ana):
    comment = make_comment()
    leases.take(comment.pk, ana)

    response = at_the_desk.get(QUEUE)
    assert "Ana is reading this" in text_of(response)
    assert f'id="f{comment.pk}"' not in response.text

    taken = at_the_desk.post(f"{QUEUE}take/", {"comment": comment.pk, "over": "on"})
    assert taken["Location"] == page_of(comment)
    assert fresh(comment).leased_by == moderator
    assert not leases.take(comment.pk, ana)


def test_a_lease_ends_after_five_minutes_by_a_decision_or_when_it_is_given_back(at_the_desk, moderator, ana):
    late, decided, released = make_comment(), make_comment(), make_comment()
    for comment in [late, decided, released]:
        assert leases.take(comment.pk, ana)
    Comment.objects.filter(pk=late.pk).update(leased_until=ago(seconds=1))
    leases.release(released.pk, moderator)
    assert fresh(released).leased_by == ana
    leases.release(released.pk, ana)
    fresh(decided).approve(by=ana)

    assert leases.take(late.pk, moderator)
    assert leases.take(released.pk, moderator)
    assert fresh(decided).leased_by is None


def test_next_leads_past_what_a_colleague_has_open(at_the_desk, ana):
    first, second = make_comment(), make_comment()
    leases.take(first.pk, ana)

    assert at_the_desk.post(f"{QUEUE}next/")["Location"] == page_of(second)


def test_looking_takes_nothing(at_the_desk):
    comment = make_comment()

    at_the_desk.get(QUEUE)
    at_the_desk.get(page_of(comment))

    assert fresh(comment).leased_by is None
    for act in ["next", "take", "decide", "undo", "ban", "keys", "release", "decide-many"]:
        assert at_the_desk.get(f"{QUEUE}{act}/").status_code == 405


def test_keys_are_turned_off_and_on_for_one_person(at_the_desk, client, ana):
    at_the_desk.post(f"{QUEUE}keys/", {"keys": "off"})
    assert "keys-off" in at_the_desk.get(QUEUE).text
    at_the_desk.post(f"{QUEUE}keys/", {"keys": "on"})
    assert "keys-off" not in at_the_desk.get(QUEUE).text
