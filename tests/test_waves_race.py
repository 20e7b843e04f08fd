"""Posts of one wave that come at the same moment, or while a moderator decides on it."""

from random import Random

import pytest

from comments.models import Comment, Wave
from tests.at_once import at_once
from tests.factories import make_article, make_user
from tests.test_waves import ADVERT, send

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 10


def texts():
    """Each unlike the others: the words of the advertisement in an order of its own."""
    random, words = Random(3), ADVERT.split()
    for _ in range(TIMES):
        random.shuffle(words)
        yield " ".join(words)


def test_two_that_come_at_the_same_moment_make_one_wave_of_all_four():
    article = make_article()

    for text in texts():
        first, second = send(article, f"{text} one"), send(article, f"{text} two")
        third, fourth = at_once(lambda: send(article, f"{text} three"), lambda: send(article, f"{text} four"))  # noqa: B023

        wave = Wave.objects.latest("pk")
        assert set(wave.comments.all()) == {first, second, third, fourth}

    assert Wave.objects.count() == TIMES


def test_what_comes_while_its_wave_is_decided_for_a_day_does_not_wait():
    article, moderator = make_article(), make_user(group="Moderator")

    for text in texts():
        for n in range(3):
            send(article, f"{text} {n}")
        wave = Wave.objects.latest("pk")
        at_once(
            lambda: wave.decide("spam", by=moderator, follow=True),  # noqa: B023
            lambda: send(article, f"{text} late"),  # noqa: B023
        )

        assert [comment.status for comment in wave.comments.all()] == ["spam"] * 4

    assert not Comment.objects.waiting().exists()
