"""What many requests ask for is found out once in some seconds."""

import pytest

from cramps_site.lib import for_a_moment as module
from cramps_site.lib.for_a_moment import MOST, for_a_moment
from tests.factories import make_article, make_discussion
from tests.writers import post


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def asked():
    return []


@pytest.fixture
def square(asked):
    @for_a_moment(5)
    def square(number):
        asked.append(number)
        return number * number

    return square


def test_it_is_found_out_once_until_its_moment_is_over(square, asked, clock):
    assert [square(3), square(3), square(4)] == [9, 9, 16]
    clock[0] += 4.9
    square(3)
    assert asked == [3, 4]

    clock[0] += 0.1
    square(3)
    assert asked == [3, 4, 3]


def test_nothing_is_kept_too(asked, clock):
    @for_a_moment(5)
    def nothing():
        asked.append("nothing")

    assert nothing() is nothing() is None
    assert len(asked) == 1


def test_what_was_forgotten_is_found_out_anew(square, asked):
    square(3)
    square.forget()
    square(3)

    assert asked == [3, 3]


def test_an_error_is_not_kept(asked, clock):
    @for_a_moment(5)
    def once_in_vain():
        asked.append("tried")
        if len(asked) == 1:
            raise LookupError
        return "found"

    with pytest.raises(LookupError):
        once_in_vain()

    assert once_in_vain() == "found"


def test_however_many_are_asked_for_few_are_kept(square, asked, clock):
    for number in range(10 * MOST):
        square(number)
    del asked[:]
    for number in range(10 * MOST):
        square(number)

    assert len(asked) >= 9 * MOST


@pytest.mark.django_db
def test_an_article_that_was_closed_a_moment_ago_takes_no_comment(client):
    article = make_article()
    assert post(client, article, body="The first one is taken.").status_code == 303

    make_discussion(article, mode="closed")

    assert post(client, article, body="The second one is not.").status_code == 422
