"""How good the score is, measured on comments that it did not learn from."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from comments.models import LearnedModel
from comments.scoring.evaluation import measured
from comments.scoring.model import CLEAN, SPAM
from tests.real_input import real_input
from tests.scoring import OFFER, THANKS

pytestmark = pytest.mark.django_db


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
