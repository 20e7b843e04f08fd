"""Comments that come at the same time are stored by one statement, and each keeps what is its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from comments.models.queryset import store
from comments.screening import Draft, screen
from comments.shingles import Shingles
from tests.at_once import at_once
from tests.factories import make_article

TEXTS = [
    f"Every evening at {n} I stretch the calf against the wall, and since then it is quiet." for n in range(1, 4)
] + [
    "Call me on 0151 12345678 for a cure, write to cure@example.org, or look at https://cure.example/ now.",
    "It helped.",
]


def screened(article, body):
    draft = Draft(article=article, parent=None, name="Ada", email="", body=body)
    return {"article": article, "parent": None, "name": "Ada", "email": "", "body": body}, screen(draft)


def unsaved(article, bodies):
    pairs = [screened(article, body) for body in bodies]
    return [(Comment(**fields), verdict) for fields, verdict in pairs]


@pytest.mark.django_db
def test_each_has_its_own_number_its_own_reasons_and_the_keys_of_its_own_words():
    stored = store(unsaved(make_article(), TEXTS))

    for body, comment in zip(TEXTS, stored, strict=True):
        row = Comment.objects.get(token=comment.token)
        assert (row.pk, row.body) == (comment.pk, body)
        assert set(row.near_keys.values_list("key", flat=True)) == set(Shingles.of(body).keys())
    reasons = [set(comment.reasons.values_list("check_name", flat=True)) for comment in stored]
    assert reasons[3] >= {"link_new", "personal_phone"}
    assert not (reasons[0] | reasons[4]) & {"link_new", "personal_phone"}


@pytest.mark.django_db
def test_eight_take_as_many_queries_as_one():
    article = make_article()

    def queries(bodies):
        comments = unsaved(article, bodies)
        with CaptureQueriesContext(connection) as captured:
            store(comments)
        return len(captured)

    apart = [" ".join(f"{first}{second}a" for second in "bcdfghklmn") for first in "bcdfghklm"]

    assert queries(apart[:1]) == queries(apart[1:])


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_each_writer_is_led_to_what_they_wrote():
    article = make_article()

    def post(n):
        fields, verdict = screened(article, f"{TEXTS[0]} That was {n} years ago.")
        return Comment.objects.post(sender=f"192.0.2.{n}", verdict=verdict, **fields).token

    tokens = at_once(*[lambda n=n: post(n) for n in range(16)])

    said = [Comment.objects.get(token=token).body for token in tokens]
    assert said == [f"{TEXTS[0]} That was {n} years ago." for n in range(16)]
