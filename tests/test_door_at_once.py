"""Many readers at once: one asks the database, one makes the page, and nobody gets what is too old."""

from threading import Barrier, Event

import pytest

from tests.at_once import at_once
from tests.door import SlowOnce, Visitor, settled_article
from tests.factories import make_comment


@pytest.fixture
def article(transactional_db):
    return settled_article()


def test_a_hundred_who_ask_at_once_are_answered_by_one_rendering(article):
    visitor, together = Visitor(), Barrier(100)

    def ask():
        together.wait()
        return visitor.get("/articles/known/").text

    texts = at_once(*[ask] * 100)

    assert (len(texts), len(set(texts))) == (100, 1)
    assert visitor.django.asked == ["/articles/known/"]


def test_while_one_asks_for_the_version_the_others_get_what_is_kept(article, clock):
    visitor, asked, goes_on = Visitor(), Event(), Event()
    visitor.get("/articles/known/")
    make_comment("It helped.", article=article, status="approved")
    article.touch()
    slow = SlowOnce(visitor, asked, goes_on)
    clock.pass_by(0.9)  # what is kept still holds

    def others_ask():
        asked.wait(10)
        texts = [visitor.get("/articles/known/").text for _ in range(20)]
        goes_on.set()
        return texts

    first, *others = at_once(lambda: visitor.get("/articles/known/").text, others_ask)

    assert not any("It helped." in text for text in others[0])
    assert "It helped." in first
    assert slow.renderings == 1


@pytest.mark.parametrize("seconds", [1.01, 60])
def test_nobody_gets_what_is_older_than_a_second_while_another_makes_it_anew(article, clock, seconds):
    visitor, asked, goes_on = Visitor(), Event(), Event()
    visitor.get("/articles/known/")
    make_comment("It helped.", article=article, status="approved")
    article.touch()
    slow = SlowOnce(visitor, asked, goes_on)
    clock.pass_by(seconds)

    def another_asks():
        asked.wait(10)
        goes_on.set()
        return visitor.get("/articles/known/").text

    texts = at_once(lambda: visitor.get("/articles/known/").text, another_asks)

    assert all("It helped." in text for text in texts)
    assert slow.renderings == 1
