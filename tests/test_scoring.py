"""The score sorts the queue once it has learned enough, says its words, and decides nothing."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from comments.models import Comment, Decision, LearnedModel
from comments.queue.why import what_is_guessed
from comments.scoring import RENEWED_EVERY, guessing, learning
from comments.scoring.evaluation import measured
from comments.scoring.model import CLEAN, SPAM, SpamModel
from comments.scoring.waiting import something_waits
from comments.screening import Noticed, Verdict
from tests.desk import QUEUE
from tests.factories import ago, make_article, make_comment
from tests.pages import Html
from tests.real_input import real_input

pytestmark = pytest.mark.django_db

OFFER = "Buy cheap copper socks at https://shop.example now, best price"
THANKS = "Stretching before bed helped my calf, thank you for number {}"


def decide_many(moderator, number, *, made_at=None):
    """Half of them spam, half approved, long enough ago that nothing can be undone."""
    article, made_at = make_article(), made_at or ago(minutes=5)
    for n in range(number):
        comment = make_comment(OFFER if n % 2 else THANKS.format(n), article=article)
        decide = comment.mark_as_spam if n % 2 else comment.approve
        decide(by=moderator, made_at=made_at)


def learn_all():
    call_command("train_spam", verbosity=0)


def queue():
    return [comment.body for comment in Comment.objects.queued().in_queue_order()]


def test_after_200_decisions_likely_spam_goes_to_the_end_and_says_its_words(moderator):
    decide_many(moderator, 200)
    spam, good = (
        make_comment(OFFER, queued_at=ago(hours=2)),
        make_comment("My calf hurt at night.", queued_at=ago(hours=1)),
    )

    learn_all()

    assert queue() == [good.body, spam.body]
    spam.refresh_from_db()
    assert spam.guess > 0.9
    assert len(spam.guess_words) == 3
    assert set(spam.guess_words) <= {"https://shop.example", *OFFER.replace(",", "").split()}


def test_before_200_decisions_it_says_nothing(moderator):
    decide_many(moderator, 198)
    make_comment(OFFER)

    learn_all()

    assert Comment.objects.queued().get().guess is None


def test_it_changes_the_order_and_nothing_else(moderator):
    decide_many(moderator, 200)
    make_comment(OFFER)
    before = (
        list(Comment.objects.values_list("pk", "status", "version", "body").order_by("pk")),
        Decision.objects.count(),
    )

    learn_all()

    after = (
        list(Comment.objects.values_list("pk", "status", "version", "body").order_by("pk")),
        Decision.objects.count(),
    )
    assert after == before


def test_what_may_be_an_emergency_is_never_put_last(moderator):
    decide_many(moderator, 200)
    make_comment(OFFER, urgent=True)

    learn_all()

    assert not Comment.objects.queued().get().put_last


@pytest.mark.parametrize("kind", ["report", "appeal"])
def test_what_somebody_asks_a_person_to_look_at_is_never_put_last(moderator, kind):
    decide_many(moderator, 200)
    make_comment(OFFER, queued_for=kind)

    learn_all()

    comment = Comment.objects.queued().get()
    assert comment.guess > 0.9
    assert not comment.put_last


def test_every_card_with_a_guess_says_it_with_its_three_strongest_words(moderator, at_the_desk):
    decide_many(moderator, 200)
    make_comment(OFFER)
    make_comment(THANKS.format(7))

    learn_all()

    spam, good = Comment.objects.queued().order_by("pk")
    page = Html(at_the_desk.get(QUEUE)).main
    assert f"The score: very likely spam for {said(spam)}, so it waits at the end" in page
    assert f"The score: very likely no spam for {said(good)}" in page
    assert set(good.guess_words) <= set(THANKS.replace(",", "").split())
    assert "Nothing noticed" in page


def said(comment):
    assert len(comment.guess_words) == 3
    return ", ".join(f"“{word}”" for word in comment.guess_words)


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        (0.9, "very likely spam"),
        (0.89, "likely spam"),
        (0.69, "perhaps spam, perhaps not"),
        (0.29, "likely no spam"),
        (0.09, "very likely no spam"),
    ],
)
def test_how_likely_it_is_is_said_in_words(guess, words):
    [line] = what_is_guessed(Comment(guess=guess, guess_words=[]))

    assert line.text == f"The score: {words}"


def teach_otherwise(moderator, number):
    """After 200 decisions: what was spam is approved now."""
    article = make_article()
    for n in range(number):
        make_comment(f"{OFFER} {n}", article=article).approve(by=moderator, made_at=ago(minutes=2))


def test_what_waits_is_guessed_at_anew_once_the_model_has_learned_more(moderator):
    decide_many(moderator, 200)
    waiting = make_comment(OFFER)
    learn_all()
    first = Comment.objects.get(pk=waiting.pk)

    teach_otherwise(moderator, RENEWED_EVERY - 1)
    learn_all()
    assert Comment.objects.get(pk=waiting.pk).guess == first.guess
    teach_otherwise(moderator, 1)
    learn_all()

    now = Comment.objects.get(pk=waiting.pk)
    assert (first.put_last, now.put_last) == (True, False)
    assert now.guess < first.guess
    assert (now.status, now.version) == ("waiting", waiting.version)
    assert not something_waits()


def test_guesses_are_made_anew_a_few_at_a_time_and_a_stopped_process_is_gone_on_from(moderator, monkeypatch):
    decide_many(moderator, 200)
    article = make_article()
    for _ in range(5):
        make_comment(OFFER, article=article)
    learn_all()
    monkeypatch.setattr(guessing, "BATCH", 2)
    teach_otherwise(moderator, RENEWED_EVERY)
    while learning.work():
        pass

    left = []
    while something_waits():
        guessing.work()
        left.append(Comment.objects.queued().filter(put_last=True).count())

    assert left == [3, 1, 0]
    known = LearnedModel.objects.get()
    assert (known.renewed_with, known.renewed_up_to) == (known.decisions, 0)


def test_what_was_edited_while_it_was_guessed_at_keeps_no_guess_of_its_old_words():
    comment = make_comment(OFFER)
    read = Comment.objects.get()
    comment.edit("My calf hurts.", seen=comment.version, verdict=Verdict())

    guessing.guess_at([read], SpamModel())

    assert Comment.objects.get().guess is None


def test_each_decision_teaches_once_and_only_while_it_stands(moderator):
    decide_many(moderator, 4)
    changed = make_comment("Changed my mind.")
    changed.mark_as_spam(by=moderator, made_at=ago(minutes=5))
    changed.approve(by=moderator, made_at=ago(minutes=4))
    make_comment("Off topic.").reject(by=moderator, code="off_topic", made_at=ago(minutes=5))
    make_comment("The screening's.").mark_as_spam(by=None, code="screening", made_at=ago(minutes=5))
    make_comment("Young.").approve(by=moderator)

    learn_all()
    learn_all()

    assert LearnedModel.objects.get().decisions == 5


def test_what_another_worker_learned_first_is_not_learned_twice(moderator):
    decide_many(moderator, 4)
    learn_all()
    kept = LearnedModel.objects.get()
    stale = LearnedModel(pk=kept.pk, weights=kept.weights, learned_up_to=0)

    learning.store(stale, SpamModel(), decisions=4, up_to=kept.learned_up_to)

    assert LearnedModel.objects.get().decisions == 4
    assert bytes(LearnedModel.objects.get().weights) == bytes(kept.weights)


def test_no_word_of_a_reader_is_kept(moderator):
    decide_many(moderator, 10)

    learn_all()

    assert b"copper" not in bytes(LearnedModel.objects.get().weights)


def test_look_alike_letters_hide_nothing():
    model = SpamModel()
    model.learn(["cheap viagra"] * 5 + ["my calf hurts"] * 5, [SPAM] * 5 + [CLEAN] * 5)

    assert model.guess("сhеар vi\u200bаgrа").probability == pytest.approx(model.guess("cheap viagra").probability)


def test_the_figures_are_what_they_are_called():
    guessed = [(0.95, SPAM), (0.6, SPAM), (0.2, SPAM), (0.91, CLEAN), (0.1, CLEAN), (0.1, CLEAN), (0.2, CLEAN)]

    result = measured(10, guessed)

    assert (result.precision, result.recall, result.f1) == (2 / 3, 2 / 3, pytest.approx(2 / 3))
    assert result.clean_put_last == 1 / 4


def test_it_is_judged_on_later_comments_than_it_learned_from(tmp_path, capsys):
    path = tmp_path / "set.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["CONTENT", "CLASS", "DATE"])
        rows.writerows([OFFER if n % 2 else THANKS.format(n), n % 2, f"2026-01-{30 - n:02}"] for n in range(30))

    call_command("train_spam", evaluate=[str(path)])

    said = capsys.readouterr().out
    assert "Learned from 21 comments, judged 9 later ones." in said
    assert "f1                        1.000" in said
    assert not LearnedModel.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("content,class\nWords,1\n", "has no column for the date"),
        ("content,class,date\nWords,yes,\n", "line 2: write 0 (clean) or 1 (spam), not “yes”"),
        ("content,class,date\nWords,1,\n", "must hold spam and clean comments"),
    ],
)
def test_a_file_that_is_no_labelled_set_is_named_and_what_to_do_said(tmp_path, text, words):
    path = tmp_path / "set.csv"
    path.write_text(text)

    with pytest.raises(CommandError, match=words.replace("(", r"\(").replace(")", r"\)")):
        call_command("train_spam", evaluate=[str(path)])


def test_on_a_set_that_nobody_made_for_it_it_puts_few_clean_comments_last(capsys):
    files = sorted(str(path) for path in Path(real_input("youtube-spam")).glob("*.csv"))

    call_command("train_spam", evaluate=files)

    figures = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()[1:])
    assert float(figures["f1"]) > 0.8
    assert float(figures["clean ones put last"].rstrip("%")) < 2


@pytest.mark.parametrize("status", ["waiting", "approved"])
def test_other_words_are_guessed_at_anew_and_stand_where_they_belong(status):
    guess = {"guess": 0.99, "guess_words": ["socks"], "put_last": True}
    comment = make_comment(OFFER, status=status, queued_at=ago(minutes=1), **guess)
    verdict = Verdict(reasons=[Noticed("emergency", "cannot breathe", weight=10)])

    assert comment.edit("Chest pain, I cannot breathe.", seen=comment.version, verdict=verdict)

    comment.refresh_from_db()
    assert (comment.guess, comment.guess_words, comment.put_last, comment.urgent) == (None, [], False, True)
