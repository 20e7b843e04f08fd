"""How fast letters go: one pace for all workers, and a slower one for a domain that asks for patience."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from newsletter.models import Pace
from newsletter.sender.claims import Claims
from newsletter.sender.pace import Purse, slow_down
from tests.sending import make_issue_on_its_way

pytestmark = pytest.mark.django_db


def claimed(count=8):
    with transaction.atomic():
        return [delivery.domain for delivery in Claims().take(count)]


def pace_of(domain):
    purse = Purse()
    purse.keep()
    return {name: bucket.per_second for name, bucket in purse.buckets.items()}.get(domain)


def test_two_workers_share_one_pace(settings):
    settings.LETTERS_PER_SECOND = 0.01
    make_issue_on_its_way([f"reader{number}@example.org" for number in range(20)])

    assert [len(claimed()), len(claimed())] == [1, 0]


def test_a_domain_that_asks_for_patience_does_not_hold_up_the_others(settings):
    settings.LETTERS_PER_SECOND = 0
    make_issue_on_its_way([f"reader{n}@{domain}.example" for domain in ["busy", "quick"] for n in range(4)])
    slow_down("busy.example", "421 4.7.0 Too many letters")

    assert claimed() == ["quick.example"] * 4


def test_answers_to_letters_that_were_under_way_halve_the_pace_once(settings):
    settings.LETTERS_PER_SECOND = 40
    for _ in range(4):
        slow_down("busy.example", "421 4.7.0 Too many letters")

    assert pace_of("busy.example") == 20


def test_a_domain_that_keeps_asking_gets_half_of_half(settings):
    settings.LETTERS_PER_SECOND = 40
    slow_down("busy.example", "421 4.7.0 Too many letters")
    Pace.objects.filter(domain="busy.example").update(slowed_at=timezone.now() - timedelta(seconds=11))
    slow_down("busy.example", "421 4.7.0 Still too many")

    assert pace_of("busy.example") == 10
    assert Pace.objects.get(domain="busy.example").words == "421 4.7.0 Still too many"


def test_a_pace_doubles_each_quiet_minute_until_the_domain_is_like_all_others(settings):
    settings.LETTERS_PER_SECOND = 0
    slow_down("busy.example", "421 4.7.0 Too many letters")
    paces = []
    while Pace.objects.filter(domain="busy.example").exists():
        Pace.objects.update(slowed_at=timezone.now() - timedelta(seconds=61))
        paces.append(pace_of("busy.example"))

    assert paces == [50, 100, 200]
