"""How good the guesses are: learned from the earlier part of a labelled set, judged on the later."""

import csv
from dataclasses import dataclass
from datetime import datetime

from comments.scoring import PUT_LAST_FROM
from comments.scoring.model import CLEAN, SPAM, SpamModel

TRAINED_ON = 0.7  # of the rows, the earliest
BATCH = 200
COLUMNS = {
    "text": ["content", "text", "body", "comment"],
    "label": ["class", "label", "spam"],
    "date": ["date", "posted_at"],
}


class NotASet(Exception):
    """The file is not a labelled set; the words say what to do."""


@dataclass
class Evaluation:
    trained: int
    judged: int
    precision: float
    recall: float
    f1: float
    clean_put_last: float  # share of the clean comments that would have stood at the end of the queue


def read(paths):
    """[(text, CLEAN or SPAM)] of CSV files, oldest first; what has no date stands before all that has one."""
    rows = [row for path in paths for row in rows_of(path)]
    return [(text, label) for _, text, label in sorted(rows, key=lambda row: row[0])]


def rows_of(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        columns = {use: column_for(use, reader.fieldnames or [], path) for use in COLUMNS}
        for row in reader:
            label = row[columns["label"]].strip()
            if label not in {"0", "1"}:
                raise NotASet(f"{path}, line {reader.line_num}: write 0 (clean) or 1 (spam), not “{label}”.")
            yield moment(row[columns["date"]]), row[columns["text"]], int(label)


def column_for(use, names, path):
    found = next((name for name in names if name.strip().lower() in COLUMNS[use]), None)
    if found is None:
        raise NotASet(f"{path} has no column for the {use}. Name one of its columns “{COLUMNS[use][0]}”.")
    return found


def moment(text):
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return datetime.min


def evaluate(rows):
    """An Evaluation of `rows`, [(text, label)] in the order of time."""
    cut = int(len(rows) * TRAINED_ON)
    earlier, later = rows[:cut], rows[cut:]
    if {label for _, label in earlier} != {CLEAN, SPAM} or {label for _, label in later} != {CLEAN, SPAM}:
        raise NotASet("Both the earlier and the later part must hold spam and clean comments. Give more rows.")
    model = SpamModel()
    for start in range(0, cut, BATCH):
        texts, labels = zip(*earlier[start : start + BATCH], strict=True)
        model.learn(texts, labels)
    guessed = [(model.guess(text).probability, label) for text, label in later]
    return measured(len(earlier), guessed)


def measured(trained, guessed):
    right = sum(probability >= 0.5 and label == SPAM for probability, label in guessed)
    called_spam = sum(probability >= 0.5 for probability, _ in guessed)
    spam = sum(label == SPAM for _, label in guessed)
    clean = [probability for probability, label in guessed if label == CLEAN]
    precision, recall = right / max(called_spam, 1), right / spam
    return Evaluation(
        trained=trained,
        judged=len(guessed),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-9),
        clean_put_last=sum(probability >= PUT_LAST_FROM for probability in clean) / len(clean),
    )
