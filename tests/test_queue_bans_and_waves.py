"""Banning a sender, and deciding a whole wave at once."""

import pytest

from comments.models import Ban, Comment, Wave
from comments.screening import Verdict
from tests.desk import QUEUE, decide, text_of, told
from tests.factories import ago, fresh, make_article, make_comment, make_user
from tests.pages import Html

pytestmark = pytest.mark.django_db


def ban(client, comment, **fields):
    sent = {"comment": comment.pk, "version": comment.version, "days": 7, "why": "Sells oil.", "also_waiting": "on"}
    return client.post(f"{QUEUE}ban/", sent | fields)


def test_a_ban_ends_by_itself_and_takes_what_waits_of_the_sender_along(at_the_desk, moderator):
    comment, also = make_comment(sender_key="k"), make_comment(sender_key="k")
    approved, other = make_comment(sender_key="k", status="approved"), make_comment(sender_key="l")

    response = ban(at_the_desk, comment)

    made = Ban.objects.get()
    assert (made.sender_key, made.name, made.why, made.by) == ("k", "Ada", "Sells oil.", moderator)
    assert ago(days=-7, minutes=1) < made.until <= ago(days=-7)
    assert [fresh(c).status for c in [comment, also, approved, other]] == ["spam", "spam", "approved", "waiting"]
    assert told(response)[-1].endswith(". 2 marked as spam.")


def test_a_ban_leaves_what_was_edited_or_decided_since_the_page_was_made_and_what_came_after_it(at_the_desk):
    ana, article = make_user("ana", group="Moderator", first_name="Ana"), make_article()
    comment, same, edited, decided, taken_back = [make_comment(article=article, sender_key="k") for _ in range(5)]
    sent = form_to_ban(at_the_desk, comment)
    edited.edit("Quite other words.", seen=0, verdict=Verdict())
    decided.reject(by=ana)
    taken_back.reject(by=ana)
    Comment.objects.undo([taken_back.last_decision], by=ana)
    newer, approved = [make_comment(article=article, sender_key="k") for _ in range(2)]
    approved.approve(by=ana)

    response = at_the_desk.post(f"{QUEUE}ban/", sent | {"why": "Sells oil.", "also_waiting": "on"})

    assert [fresh(c).status for c in [comment, same, taken_back]] == ["spam"] * 3
    assert [fresh(c).status for c in [edited, decided, newer, approved]] == [
        "waiting", "rejected", "waiting", "approved",
    ]  # fmt: skip
    assert told(response)[-1].endswith(
        "3 marked as spam, 1 edited since you looked, 1 already rejected by Ana, 1 came since you looked."
        " 2 of this sender still wait."
    )


def form_to_ban(client, comment):
    """The fields of the form to ban on its card."""
    forms = Html(client.get(QUEUE)).all("form")
    [form] = [
        form for form in forms if form.get("action") == f"{QUEUE}ban/" and value_of(form, "comment") == comment.pk
    ]
    return {e.get("name"): e.get("value") for e in form.iter() if e.get("type") == "hidden"} | {"days": "7"}


def value_of(form, name):
    return next(int(e.get("value")) for e in form.iter() if e.get("name") == name)


def test_undoing_a_ban_lifts_it_and_puts_the_comments_back(at_the_desk):
    comments = [make_comment(sender_key="k"), make_comment(sender_key="k")]
    ban(at_the_desk, comments[0])

    at_the_desk.post(f"{QUEUE}undo/", {"batch": comments[0].decisions.get().batch})

    assert {fresh(c).status for c in comments} == {"waiting"}
    assert not Ban.objects.in_force().exists()


def test_a_ban_alone_decides_nothing(at_the_desk):
    comment = make_comment(sender_key="k")

    ban(at_the_desk, comment, also_waiting="")

    assert (fresh(comment).status, Ban.objects.count()) == ("waiting", 1)


def test_a_ban_on_an_old_version_bans_nobody(at_the_desk):
    comment, other = make_comment(sender_key="k"), make_comment(sender_key="k")
    fresh(comment).change_words(body="Edited.", edited_at=ago())

    response = ban(at_the_desk, comment)

    assert "conflict=" in response["Location"]
    assert not Ban.objects.exists()
    assert {fresh(c).status for c in [comment, other]} == {"waiting"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"why": ""}, "A ban needs a reason for your colleagues."),
        ({"days": "3650"}, "Select a valid choice"),
        ({"why": "x" * 201}, "at most 200"),
    ],
)
def test_a_ban_needs_a_reason_and_an_end(at_the_desk, fields, said):
    comment = make_comment(sender_key="k")

    response = ban(at_the_desk, comment, **fields)

    assert response.status_code == 422
    assert said in text_of(response)
    assert not Ban.objects.exists()


def test_a_network_alone_cannot_be_banned(at_the_desk):
    response = ban(at_the_desk, make_comment(sender_key="", network_prefix="192.0.2.0/24"))

    assert response.status_code == 422
    assert "A network alone cannot be banned." in text_of(response)


@pytest.fixture
def wave(db):
    article = make_article()
    wave = Wave.objects.create(sample="Dr. Olu cured me.")
    for words in ["Dr. Olu cured me.", "Dr. Olu cured us.", "Dr. Olu cured me <b>now</b>."]:
        make_comment(words, article=article, wave=wave)
    return wave


def decide_wave(client, wave, decision, **fields):
    upto = wave.comments.order_by("pk").last().pk
    sent = {"wave": wave.pk, "version": wave.version, "upto": upto, "decision": decision}
    return client.post(f"{QUEUE}decide/", sent | fields)


def test_a_wave_is_one_card_that_marks_what_differs(at_the_desk, wave):
    response = at_the_desk.get(QUEUE)

    page = text_of(response)
    assert response.text.count('<article class="card') == 1
    assert "3 comments with nearly the same text" in page
    assert "Spam: all 3" in page
    assert "<ins>us.</ins>" in response.text
    assert "<b>now</b>" not in response.text


@pytest.mark.parametrize(
    "query", ["q=us", "article=calves", "rule=honeypot", "like={pk}", "sender=known", "rule=waves&q=us", "age=1"]
)
def test_the_first_that_a_filter_finds_stands_for_its_wave(at_the_desk, wave, query):
    first, second, _ = wave.comments.order_by("pk")
    Comment.objects.filter(pk=second.pk).update(
        article=make_article("Calves"), sender_key="known", queued_at=ago(hours=2)
    )
    second.reasons.create(check_name="honeypot")
    make_comment(sender_key="known", status="approved")

    response = at_the_desk.get(f"{QUEUE}?{query.format(pk=second.pk)}")

    assert response.context_data["number"] == 1
    assert [(card.comment.pk, card.is_wave) for card in response.context_data["cards"]] == [(second.pk, True)]
    assert [card.comment.pk for card in at_the_desk.get(QUEUE).context_data["cards"]] == [first.pk]


def test_two_thousand_from_five_hundred_senders_are_one_card_and_one_click_and_a_genuine_one_stays_apart(
    at_the_desk, wave, django_assert_max_num_queries
):
    article = wave.comments.first().article
    Comment.objects.bulk_create(
        Comment(article=article, name="Ada", body="Dr. Olu cured me.", sender_key=f"{n % 500}", wave=wave)
        for n in range(1997)
    )
    genuine = make_comment("He did not cure me.", article=article)

    with django_assert_max_num_queries(12):
        response = at_the_desk.get(QUEUE)
    assert response.text.count('<article class="card') == 2
    assert "2,000 comments with nearly the same text" in text_of(response)

    with django_assert_max_num_queries(10 + 2 * 8):  # who it is, which wave, what is left; then each thousand
        decide_wave(at_the_desk, wave, "spam")

    assert Comment.objects.filter(status="spam").count() == 2000
    assert [comment.pk for comment in Comment.objects.waiting()] == [genuine.pk]


@pytest.mark.parametrize(("follow", "number", "state"), [({}, 3, "waiting"), ({"follow": "on"}, 4, "spam")])
def test_one_click_settles_a_wave_and_what_came_since_only_where_it_is_followed(
    at_the_desk, wave, moderator, follow, number, state
):
    seen = wave.comments.order_by("pk").last().pk
    later = make_comment("Dr. Olu cured all.", wave=wave)

    decide_wave(at_the_desk, wave, "spam", upto=seen, **follow)

    assert Comment.objects.filter(status="spam").count() == number
    assert fresh(later).status == state
    wave.refresh_from_db()
    assert (wave.decided_as, wave.decided_by, wave.is_followed) == ("spam", moderator, bool(follow))
    assert f"{number} marked as spam." in text_of(at_the_desk.get(QUEUE))


@pytest.mark.parametrize("decision", ["approved", "rejected:advert"])
def test_to_approve_or_reject_a_wave_asks_once_more(at_the_desk, wave, decision):
    asked = decide_wave(at_the_desk, wave, decision)
    assert "3 comments?" in text_of(asked)
    assert not Comment.objects.exclude(status="waiting").exists()

    decide_wave(at_the_desk, wave, decision, sure="on")
    assert {c.status for c in Comment.objects.all()} == {decision.partition(":")[0]}


def test_a_wave_that_is_none_is_taken_apart(at_the_desk, wave):
    response = decide_wave(at_the_desk, wave, "split")

    assert told(response) == ["The wave was taken apart: 3 comments now wait one by one."]
    assert at_the_desk.get(QUEUE).text.count('<article class="card"') == 3


def test_a_whole_wave_is_ticked_among_others_up_to_what_was_seen(at_the_desk, wave):
    seen, single = wave.comments.order_by("pk").last().pk, make_comment()
    later = make_comment(wave=wave)

    at_the_desk.post(f"{QUEUE}decide-many/", {"pick": [f"w{wave.pk}.{seen}.0", f"{single.pk}.0"], "decision": "spam"})

    assert Comment.objects.filter(status="spam").count() == 4
    assert fresh(later).status == "waiting"


def test_what_is_left_of_a_decided_wave_is_an_ordinary_card(at_the_desk, wave, moderator):
    first = wave.comments.order_by("pk").first()
    for comment in wave.comments.exclude(pk=first.pk):
        comment.mark_as_spam(by=moderator)

    response = at_the_desk.get(QUEUE)

    assert f'id="c{first.pk}"' in response.text
    decide(at_the_desk, "approved", first)
    assert fresh(first).status == "approved"
