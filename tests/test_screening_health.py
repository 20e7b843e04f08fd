"""Forty comments of a health site that a person should look at with care, and ordinary ones that need none."""

import pytest

from comments.models import Comment
from comments.screening import screen
from comments.screening.personal import personal_data_in
from tests.factories import make_article
from tests.test_screening import checks, draft, noticed
from tests.writers import post

pytestmark = pytest.mark.django_db

EMERGENCY = [
    "Since an hour I have a strong pain in my chest and my left arm aches.",
    "Chest feels tight after the cramp, should I worry?",
    "My husband has trouble breathing after the race.",
    "I can't breathe properly when the cramp comes",
    "I am so short of breath since yesterday, and the calf hurts.",
    "Suddenly my right side is numb and I drop things.",
    "Mum's face droops on one side since this morning.",
    "His speech is slurred, and the leg cramps.",
    "One leg is swollen and red and it is warm.",
    "My calf is hot, red and twice as thick, is that a cramp?",
    "Could this be a blood clot? It hurts when I walk.",
    "I have not slept for weeks, honestly I just want to die.",
    "With this pain I think about ending my life",
    "Some nights I feel suicidal because of the pain.",
    "I took too many of the tablets by mistake.",
    "He passed out after the cramp and hit his head.",
    "My son had a seizure last night, or was it a cramp?",
    "After the marathon my urine is brown like cola.",
    "I c\u0430n't br\u0435athe when lying down",
    "Chеst pаin since this morning",  # with Cyrillic letters
]
PERSONAL = [
    "Call me on 07700 900123 if you want to talk.",
    "My number is +44 20 7946 0958.",
    "Ring (020) 7946-0958 after six.",
    "Write to ada.lovelace@example.org for my exercise list.",
    "I am ada (at) example (dot) org",
    "I was born on 3 May 1961 and have had cramps since.",
    "DOB 03/05/1961, NHS patient.",
    "My date of birth is 1961-05-03.",
    "WhatsApp +1-202-555-0143",
]
DOSE = [
    "I take 400 mg three times a day.",
    "Just use 200mg quinine at night",
    "Take two quinine tablets every night.",
    "My doctor gave me 0.5 mg clonazepam.",
    "10 ml before bed does it",
    "One tablet of magnesium twice a day was what worked.",
]
CURE = [
    "This herb cured me in three days.",
    "There is a miracle cure that they hide.",
    "I stopped taking my heart tablets and feel great.",
    "Dr Olu the herbalist helped my wife.",
    "Never had cramps again after this oil!",
]
CASES = [
    *(("emergency", words) for words in EMERGENCY),
    *(("personal", words) for words in PERSONAL),
    *(("dose", words) for words in DOSE),
    *(("cure", words) for words in CURE),
]
ORDINARY = [
    "I stretch for 30 seconds, three times, on each side.",
    "It began in 1999, came back in 2004 and in 2011.",
    "I ran 42.195 km in 3:45:20 and cramped at km 38.",
    "My calf cramps at night, mostly at 3 am, since I was 45.",
    "The study had 1,234 people, 600 of them with cramps.",
    "A glass of water helps. Thank you for the article.",
    "Bananas do nothing for me, pickle juice does.",
    "My left leg cramps more than the right.",
    "I sleep on my side now.",
    "A specialist told me to wait.",
    "Is the second figure on page 12 right?",
    "I was born with flat feet.",
]


def test_there_are_forty_cases():
    assert len(CASES) == 40


@pytest.mark.parametrize(("kind", "words"), CASES)
def test_each_case_is_noticed_for_what_it_is(kind, words):
    assert any(check.startswith(kind) for check in checks(draft(words)))


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_words_are_left_alone(words):
    assert noticed(draft(words)) == set()


def test_none_of_them_is_rejected_and_emergencies_come_first():
    article = make_article()
    for _, words in CASES:
        assert Comment.objects.post(
            sender="192.0.2.1",
            article=article,
            parent=None,
            name="Ada",
            email="",
            body=words,
            verdict=screen(draft(words)),
        )

    assert set(Comment.objects.values_list("status", flat=True)) == {"waiting"}
    first = list(Comment.objects.queued().in_queue_order()[: len(EMERGENCY)])
    assert {comment.body for comment in first} == set(EMERGENCY)
    assert all(comment.urgent for comment in first)


def test_the_excerpt_is_what_the_reader_wrote(client):
    post(client, make_article(), body="Since noon I have Chest  PAIN, and took 400 mg three times a day.")

    found = {reason.check_name: reason.excerpt for reason in Comment.objects.get().reasons.all()}
    assert found == {"emergency": "Chest PAIN", "dose": "400 mg three times a day"}


def test_each_kind_of_personal_data_is_named_once_and_no_piece_of_it_is_kept():
    said = "Ring 07700 900123 or 020 7946 0958, or write to ada@example.org."

    found = [each for each in noticed(draft(said)) if each[0].startswith("personal")]

    assert sorted(found) == [("personal_mail", ""), ("personal_phone", "")]
    assert personal_data_in(said) == [
        ("personal_mail", "ada@example.org"), ("personal_phone", "07700 900123"), ("personal_phone", "020 7946 0958"),
    ]  # fmt: skip
