"""How fast letters go: one pace for all workers, and a slower one for a domain that asks for patience."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletter.models import Delivery, Pace
from newsletter.progress import slowed_domains
from newsletter.sender.claims import Claims, domains_behind
from newsletter.sender.connection import Answer
from newsletter.sender.outcomes import record
from newsletter.sender.pace import Purse, slow_down
from tests.plans import plans_of
from tests.sending import make_issue_on_its_way

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pace_of_domains(settings):
    settings.LETTERS_PER_SECOND_A_DOMAIN = 0


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
    Pace.objects.update(per_second=0.1)

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

    assert paces == [50, 100, None]


def full_bucket():
    Pace.objects.create(domain="", per_second=1000, tokens=100)


def readers_of(*domains):
    return make_issue_on_its_way([f"reader{n}@{domain}.example" for domain in domains for n in range(4)])


def test_each_domain_has_a_pace_of_its_own_from_its_first_letter(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 100, 0.01
    full_bucket()
    readers_of("large", "small")

    assert [claimed(), claimed()] == [["large.example", "small.example"], []]


def test_a_domain_that_had_its_letter_of_the_moment_does_not_hold_up_the_others(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 100, 0.01
    full_bucket()
    readers_of("large", "small")

    assert claimed(1) + claimed(1) == ["large.example", "small.example"]


def test_a_domain_gets_its_next_letter_in_time(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 100, 1
    readers_of("large")
    taken = claimed()
    Pace.objects.update(counted_at=timezone.now() - timedelta(seconds=1.1))

    assert taken + claimed() == ["large.example"] * 2


def test_domains_have_a_pace_even_where_all_together_have_none(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 0, 0.01
    readers_of("large", "small")

    assert [claimed(), claimed()] == [["large.example", "small.example"], []]


def test_a_domain_that_asks_for_patience_gets_half_of_its_own_pace_until_it_is_like_all_others(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 40, 8
    readers_of("busy")
    claimed(1)
    slow_down("busy.example", "451 4.3.2 Not now")
    paces = [pace_of("busy.example")]
    while slowed_domains():
        Pace.objects.filter(domain="busy.example").update(slowed_at=timezone.now() - timedelta(seconds=61))
        paces.append(pace_of("busy.example"))

    assert paces == [4, 8]


def test_a_domain_is_forgotten_as_soon_as_its_bucket_is_full(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 100, 5
    readers_of("large", "small")
    claimed()
    Pace.objects.update(counted_at=timezone.now() - timedelta(seconds=1))
    pace_of("large.example")

    assert list(Pace.objects.values_list("domain", flat=True)) == [""]


def test_more_domains_in_a_batch_are_no_more_queries(settings):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 1000, 5
    full_bucket()
    make_issue_on_its_way([f"ada@{number}.example" for number in range(60)])
    with CaptureQueriesContext(connection) as few:
        claimed(2)
    with CaptureQueriesContext(connection) as many:
        assert len(claimed(40)) == 40

    assert len(many) <= len(few)


@pytest.mark.parametrize("canary", [0, 260])
def test_a_list_sorted_by_domain_goes_at_the_pace_of_all_its_domains(settings, canary):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = 0, 0.01
    others = [f"ada@d{number:02d}.example" for number in range(60)]
    make_issue_on_its_way([f"reader{n}@a-large.example" for n in range(200)] + others, canary=canary)
    claims = Claims()

    taken = []
    for _ in range(14):
        with transaction.atomic():
            taken += [delivery.address for delivery in claims.take(8)]

    assert len(taken) == len(set(taken)) == 61
    assert set(others) < set(taken)


def test_a_slowed_down_domain_at_the_front_of_the_list_holds_up_nobody(settings):
    settings.LETTERS_PER_SECOND = 0
    make_issue_on_its_way([f"reader{n}@a-busy.example" for n in range(100)] + [f"ada@d{n}.example" for n in range(5)])
    slow_down("a-busy.example", "421 4.7.0 Too many letters")
    Pace.objects.update(per_second=0.1)

    assert sorted(claimed()) == [f"d{number}.example" for number in range(5)]


def test_a_slowed_down_domain_does_not_hold_up_those_of_a_second_try(settings):
    settings.LETTERS_PER_SECOND = 0
    issue = make_issue_on_its_way([f"reader{n}@a-busy.example" for n in range(60)] + ["ada@quick.example"])
    issue.deliveries.update(status="deferred")
    slow_down("a-busy.example", "421 4.7.0 Too many letters")
    Pace.objects.update(per_second=0.1)

    assert claimed() == ["quick.example"]


def test_other_domains_are_found_by_an_index_however_many_wait_of_the_first():
    issue = make_issue_on_its_way([f"reader{n}@a-large.example" for n in range(3000)] + ["ada@small.example"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE newsletter_delivery")  # as the freezing does on PostgreSQL

    indexes, read_whole = plans_of(lambda: domains_behind(issue, ""))

    assert {index.split()[0] for index in indexes} == {"deliveries_by_domain"}
    assert "newsletter_delivery" not in read_whole
    assert domains_behind(issue, "") == ["a-large.example", "small.example"]


THROTTLING = "454 Throttling failure: Maximum sending rate exceeded."


def throttled(code=454, words="Throttling failure: Maximum sending rate exceeded."):
    """Our own mail server's answer to one letter."""
    issue = make_issue_on_its_way(["ada@busy.example"])
    record([Answer(None, delivery, code, words) for delivery in Delivery.objects.claim(list(issue.deliveries.all()))])
    return issue.deliveries.get()


@pytest.mark.parametrize(("code", "words"), [(454, THROTTLING[4:]), (0, THROTTLING)])
@pytest.mark.parametrize(("usual", "slowed"), [(40, 20), (0, 25)])
def test_a_mail_server_that_throttles_us_halves_the_pace_of_all_letters_and_of_no_domain(
    settings, usual, slowed, code, words
):
    settings.LETTERS_PER_SECOND = usual

    throttled(code, words)

    assert pace_of("") == slowed
    assert [pace.domain for pace in slowed_domains()] == [""]
    assert Pace.objects.get().words == THROTTLING


def test_while_it_throttles_us_letters_to_nobody_go_faster(settings):
    settings.LETTERS_PER_SECOND = 0
    throttled()
    Pace.objects.update(per_second=0.1, tokens=1, counted_at=timezone.now())
    make_issue_on_its_way([f"reader{number}@d{number}.example" for number in range(20)])

    assert [len(claimed()), len(claimed())] == [1, 0]


@pytest.mark.parametrize(("usual", "of_domain", "paces"), [
    (40, 0, [20, 40]), (40, 8, [20, 40]), (0, 0, [25, 50, 100, None]), (0, 8, [25, 50, 100, None]),
])  # fmt: skip
def test_the_pace_of_all_comes_back_until_it_is_as_ever(settings, usual, of_domain, paces):
    settings.LETTERS_PER_SECOND, settings.LETTERS_PER_SECOND_A_DOMAIN = usual, of_domain
    pace_of("")
    throttled()
    seen = [pace_of("")]
    while slowed_domains():
        Pace.objects.filter(domain="").update(slowed_at=timezone.now() - timedelta(seconds=61))
        seen.append(pace_of(""))

    assert seen == paces


def test_throttling_never_counts_against_a_reader(settings):
    settings.LETTERS_PER_SECOND = 40
    row = throttled()
    assert (row.status, row.code) == ("deferred", "454")

    Delivery.objects.update(status="waiting", attempts=6)
    record(
        [Answer(None, delivery, 454, THROTTLING[4:]) for delivery in Delivery.objects.claim([Delivery.objects.get()])]
    )

    assert Delivery.objects.get().events.get().kind == "policy"
