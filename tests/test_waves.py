"""Near-duplicates fold into one wave, which one decision settles; what only quotes it stays apart."""

from random import Random

import pytest

from comments.models import Comment, Decision, NearKey, Wave
from comments.screening import Draft, screen
from comments.screening.words import in_words
from tests.factories import ago, make_article, make_user

pytestmark = pytest.mark.django_db
ADVERT = (
    "Hello friend, I had terrible muscle cramps for ten years and no doctor could help me at all. Then I found the"
    " herbal oil of Dr Olu and after three days every cramp was gone. Write to him today at https://olu.example/a and"
    " he will send it to you too, wherever you live."
)
OTHERS = "really also truly again always certainly kindly indeed simply quickly gladly surely".split()
NAMES = ["Anna", "Ben", "Carla", "Dmitri", "Emeka", "Farah", "Gustav", "Hana"]
DOUBLES = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "i": "і"}  # Cyrillic


@pytest.fixture
def article():
    return make_article()


def send(article, body, *, sender="192.0.2.1", email="", name="Ada"):
    draft = Draft(article=article, parent=None, name=name, email=email, body=body, sender_key=f"key {sender}")
    return Comment.objects.post(
        sender=sender, article=article, parent=None, name=name, email=email, body=body, verdict=screen(draft)
    )


def variant(random, text=ADVERT):
    """The text with up to three words changed, a name put in, another link, and letters that look alike."""
    words = text.replace("/a", f"{random.randrange(500)}.example/{random.randrange(10**6)}").split()
    for _ in range(random.randrange(4)):
        words[random.randrange(len(words))] = random.choice(OTHERS)
    words.insert(random.randrange(len(words)), random.choice(NAMES))
    for _ in range(random.randrange(8)):
        n = random.randrange(len(words))
        if "://" not in words[n]:
            words[n] = "".join(DOUBLES.get(letter, letter) for letter in words[n])
    if random.random() < 0.2:
        words[3] = "\u200b".join(words[3])
    return " ".join(words)


def waves():
    return {wave.pk: wave.comments.count() for wave in Wave.objects.all()}


def test_five_hundred_variants_from_as_many_addresses_fold_into_one_wave_and_one_decision(article, moderator):
    random = Random(7)
    for n in range(500):
        send(article, f"{variant(random)} {n}", sender=f"198.51.{n // 250}.{n % 250}")
    quoting = send(article, f"Someone posts this everywhere, do not believe it, it is not true: “{ADVERT}”")
    genuine = send(article, "I had muscle cramps for ten years too. Stretching every evening is what helped me most.")

    assert list(waves().values()) == [500]
    assert quoting.wave_id is genuine.wave_id is None
    assert "Quotes a wave, but is not part of it" in in_words(quoting.reasons.get(check_name="quotes_a_wave"))
    assert NearKey.objects.count() < 1000  # a wave is found by its first ones

    Wave.objects.get().decide("spam", by=moderator, upto_pk=quoting.pk)

    assert Comment.objects.filter(status="spam").count() == 500
    assert {comment.pk for comment in Comment.objects.waiting()} == {quoting.pk, genuine.pk}


def test_the_third_makes_the_wave_and_later_ones_join(article):
    random = Random(1)
    first, second = send(article, variant(random)), send(article, variant(random))
    assert waves() == {}
    assert in_words(second.reasons.get(check_name="near_duplicate")) == "Same text as another one of the last day"

    third, fourth = send(article, variant(random)), send(article, variant(random))

    wave = Wave.objects.get()
    assert set(wave.comments.all()) == {first, second, third, fourth}
    assert (wave.sample, wave.began_at) == (first.body, first.posted_at)


@pytest.mark.parametrize(
    "body", ["Thank you, this helped me.", "Thank you so much!", "Me too", "Great article, thanks"]
)
def test_courtesies_never_fold(article, body):
    for n in range(5):
        send(article, body, sender=f"192.0.2.{n}")

    assert waves() == {}


def test_short_texts_fold_only_where_they_say_exactly_the_same(article):
    for n in range(3):
        send(article, f"Cheap cramp oil at https://oil{n}.example/", sender=f"192.0.2.{n}")
    apart = send(article, "Cheap cramp cream at https://oil.example/")

    assert list(waves().values()) == [3]
    assert apart.wave_id is None


def test_comments_about_one_thing_in_words_of_their_own_do_not_fold(article):
    for body in [
        "My calf cramps at night and I stretch it against the wall for a minute, which helps.",
        "At night my calf cramps, so before bed I stretch against the wall, a minute on each side.",
        "I have cramps in the calf every night although I stretch against the wall before bed.",
        "Stretching the calf against the wall before bed has not helped against my cramps at night.",
    ]:
        send(article, body)

    assert waves() == {}


def test_what_was_posted_more_than_a_day_ago_makes_no_wave(article):
    for n in range(2):
        send(article, f"{ADVERT} {n}")
    Comment.objects.update(posted_at=ago(hours=25))

    send(article, ADVERT)

    assert waves() == {}


def folded(article, number=3, seed=2):
    random = Random(seed)
    comments = [send(article, f"{variant(random)} {n}") for n in range(number)]
    return Wave.objects.get(), comments


def test_what_came_after_the_moderator_looked_is_not_decided_unseen(article, moderator):
    wave, comments = folded(article, 4)

    outcome = wave.decide("spam", by=moderator, code="advert", upto_pk=comments[2].pk)

    assert [decision.comment for decision in outcome.moved] == comments[:3]
    assert [comment.pk for comment in Comment.objects.waiting()] == [comments[3].pk]


def test_a_followed_wave_decides_what_joins_it_for_a_day(article, moderator):
    wave, _ = folded(article)
    wave.decide("spam", by=moderator, follow=True)

    late = send(article, variant(Random(9)))
    other = send(article, "Is it better to stretch in the morning or in the evening, or does it not matter?")

    decision = late.decisions.get()
    assert (late.status, decision.by, decision.code) == ("spam", moderator, "wave")
    assert other.status == "waiting"

    Wave.objects.update(follow_until=ago(seconds=1))
    assert send(article, variant(Random(10))).status == "waiting"


def test_an_undone_wave_decides_nothing_more(article, moderator):
    wave, _ = folded(article)
    outcome = wave.decide("spam", by=moderator, follow=True, batch="b")
    Comment.objects.undo(list(Decision.objects.filter(batch="b")), by=moderator)
    wave.reopen()

    late = send(article, variant(Random(9)))

    assert len(outcome.moved) == 3
    assert Comment.objects.waiting().count() == 4
    assert late.wave == wave


def test_a_wave_that_was_taken_apart_waits_one_by_one_and_nothing_joins(article):
    wave, _ = folded(article)

    assert wave.split(by=make_user()) == 3

    late = [send(article, f"{variant(Random(n))} late") for n in range(5)]
    assert {comment.wave_id for comment in late} == {None}
    assert Wave.objects.count() == 1
    assert Comment.objects.waiting().count() == 8


def test_what_its_writer_edited_is_not_decided_with_the_wave(article, moderator):
    wave, comments = folded(article)
    edited = Comment.objects.get(pk=comments[1].pk)
    edited.change_words(body="Sorry, that was my cousin. How long should I stretch?", edited_at=ago())

    wave.decide("approved", by=moderator)

    edited.refresh_from_db()
    assert (edited.status, edited.wave) == ("waiting", None)
    assert Comment.objects.approved().count() == 2


def test_two_moderators_at_once_decide_each_comment_once(article, moderator):
    wave, comments = folded(article)
    ana = make_user()
    comments[0].refresh_from_db()
    comments[0].reject(by=ana)

    outcome = wave.decide("spam", by=moderator)

    assert len(outcome.moved) == 2
    assert Comment.objects.get(pk=comments[0].pk).status == "rejected"


def test_a_thousand_take_twelve_queries(article, moderator, django_assert_max_num_queries):
    wave = Wave.objects.create(sample="The same")
    Comment.objects.bulk_create(
        Comment(article=article, name="Ada", body="The same", token=f"t{n}", wave=wave) for n in range(1000)
    )

    with django_assert_max_num_queries(12):
        outcome = wave.decide("spam", by=moderator)

    assert len(outcome.moved) == 1000


def test_spam_by_the_screening_folds_into_nothing(article):
    for n in range(3):
        draft = Draft(article=article, parent=None, name="Ada", email="", body=f"{ADVERT} {n}", trap="x")
        Comment.objects.post(
            sender="192.0.2.1", article=article, parent=None, name="Ada", email="", body=draft.body,
            verdict=screen(draft),
        )  # fmt: skip

    assert waves() == {}


def test_an_edit_is_not_near_its_own_words_before(article, client):
    first = send(article, ADVERT)
    send(article, variant(Random(3)))

    words = {"do": "edit", "body": f"{ADVERT} Bye.", "version": "0"}
    client.post(first.private_url(), words, headers={"Sec-Fetch-Site": "same-origin"})

    assert Comment.objects.get(pk=first.pk).body.endswith("Bye.")
    assert first.reasons.get(check_name="near_duplicate").excerpt == "another one of the last day"
    assert waves() == {}  # there are two of them, not three
