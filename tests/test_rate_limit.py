"""How often one network may do a thing."""

import sys
import time

import pytest
from django.http import HttpResponse

from cramps_site.lib.rate_limit import RateLimit, limit_posts
from tests.at_once import at_once

LIMIT = RateLimit("knock", times=3, seconds=60)


@pytest.fixture
def knock(rf):
    """Takes a slot for an address: 0, or the seconds to wait."""
    return lambda address="192.0.2.1", limit=LIMIT: limit.take(rf.post("/", REMOTE_ADDR=address))


def test_so_many_times_and_then_a_wait(knock):
    waits = [knock() for _ in range(5)]

    assert waits[:3] == [0, 0, 0]
    assert all(0 < wait <= 60 for wait in waits[3:])


def test_each_network_and_each_act_counts_for_itself(knock):
    for _ in range(4):
        knock()

    assert knock("192.0.2.2") == 0
    assert knock(limit=RateLimit("ring", times=3, seconds=60)) == 0


def test_a_household_counts_once_however_many_addresses_it_has(knock):
    waits = [knock(f"2001:db8::{n}") for n in range(1, 5)]

    assert waits[:3] == [0, 0, 0]
    assert waits[3] > 0


def test_when_the_time_is_over_there_is_room_again(knock, monkeypatch):
    for _ in range(4):
        knock()

    later = time.time() + 61
    monkeypatch.setattr("time.time", lambda: later)

    assert knock() == 0


@pytest.fixture
def often_switching():
    """Threads take turns so often that whoever reads first and writes later is found out."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_many_at_the_same_instant_share_no_slot(knock, often_switching):
    limit = RateLimit("crowd", times=20, seconds=60)

    waits = at_once(*[lambda: knock(limit=limit)] * 40)

    assert sum(wait == 0 for wait in waits) == limit.times


def test_the_address_is_not_kept(rf):
    slots = LIMIT.slots(rf.post("/", REMOTE_ADDR="192.0.2.1"))

    assert "192.0.2.1" not in str(slots)
    assert slots != LIMIT.slots(rf.post("/", REMOTE_ADDR="192.0.2.2"))


@pytest.mark.django_db
def test_a_limited_view_answers_429_with_the_words_that_were_sent(rf):
    view = limit_posts(LIMIT)(lambda request: HttpResponse("done"))
    post = rf.post("/", {"body": "It took me an hour to write this.", "password": "open-sesame"})

    answers = [view(post) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert "It took me an hour to write this." in answers[3].text
    assert "open-sesame" not in answers[3].text
    assert answers[3]["Cache-Control"] == "private, no-store"
    assert view(rf.get("/")).status_code == 200
