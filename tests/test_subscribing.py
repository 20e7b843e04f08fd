"""Asking for the newsletter: one answer for everyone, and never many letters to anyone."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsletter.models import Consent, Letter, Subscriber
from newsletter.models.subscriber import WORDING
from newsletter.views import SUBSCRIBING
from tests.factories import make_article, make_person, make_topic
from tests.subscribers import ask, make_letter, make_subscriber

pytestmark = pytest.mark.django_db

ADDRESS = "ann@example.org"
STANDINGS = ["nobody", "waiting", "just asked", *Subscriber.Status.values]


def make_standing(standing):
    """The subscriber behind ADDRESS, in each way that could show in an answer."""
    if standing == "just asked":
        make_letter(make_subscriber(ADDRESS))
    elif standing != "nobody":
        make_subscriber(ADDRESS, "pending" if standing == "waiting" else standing)


@pytest.fixture
def usual(client):
    """What a new address sees."""
    return seen(client, "new@example.org")


def seen(client, address):
    answers = [ask(client, address)]
    answers.append(client.get(answers[0]["Location"]))
    return [(answer.status_code, dict(answer.headers), answer.content) for answer in answers]


def test_the_form_stands_on_every_page(client):
    topic, person = make_topic(), make_person()
    article = make_article(topics=[topic], authors=[person])
    pages = ["/", "/authors/", "/about/", "/privacy/", "/newsletter/"]
    pages += [article.get_absolute_url(), topic.get_absolute_url(), person.get_absolute_url()]

    texts = {page: client.get(page).text for page in pages}

    assert [page for page, text in texts.items() if text.count('action="/newsletter/" method="post"') != 1] == []
    assert [page for page, text in texts.items() if text.count('name="email" type="email"') < 1] == []


@pytest.mark.parametrize("standing", STANDINGS)
def test_the_answer_is_the_same_whoever_asks(client, usual, standing):
    make_standing(standing)

    assert seen(client, ADDRESS) == usual


@pytest.mark.parametrize("address", ["ANN+x@EXAMPLE.org", "ann@bücher.example", "a" * 64 + "@example.org"])
def test_the_answer_is_the_same_for_an_odd_address(client, usual, address):
    assert seen(client, address) == usual


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("standing", STANDINGS)
def test_each_answer_takes_one_transaction_that_writes(client, standing):
    make_standing(standing)

    with CaptureQueriesContext(connection) as queries:
        ask(client, ADDRESS)

    statements = [query["sql"].split()[0] for query in queries]
    assert statements.count("COMMIT") == 1
    assert {"INSERT", "UPDATE"} & set(statements)


def test_what_was_agreed_to_is_kept_in_the_very_words_with_its_page(client):
    article = make_article()

    ask(client, ADDRESS, page=article.get_absolute_url())

    consent = Consent.objects.get()
    assert (consent.wording, consent.page) == (WORDING, article.get_absolute_url())
    assert (consent.subscriber.email, consent.confirmed_at) == (ADDRESS, None)


@pytest.mark.parametrize("referer", ["", "http://[", "http://elsewhere.example/no/such/page", "about:blank"])
def test_a_page_that_is_not_ours_is_not_kept(client, referer):
    answer = ask(client, ADDRESS, Referer=referer)

    assert answer.status_code == 303
    assert Consent.objects.get().page == "/newsletter/"


def test_the_suppressed_are_never_written_to(client):
    make_subscriber(ADDRESS, Subscriber.Status.SUPPRESSED)

    ask(client, ADDRESS)

    assert Letter.objects.count() == 0
    assert Subscriber.objects.get().status == Subscriber.Status.SUPPRESSED


def test_at_most_one_letter_in_15_minutes_and_three_in_7_days(client):
    def letters_after(**waiting):
        Letter.objects.update(asked_at=F("asked_at") - timedelta(**waiting))
        ask(client, ADDRESS)
        return Letter.objects.count()

    assert letters_after(minutes=0) == 1
    assert letters_after(minutes=14) == 1
    assert letters_after(minutes=2) == 2
    assert letters_after(days=1) == 3
    assert letters_after(days=5) == 3
    assert letters_after(days=1) == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_instant_get_one_letter():
    start = Barrier(4)
    answers = []

    def ask_at_once():
        client = Client()
        start.wait()
        answers.append(ask(client, ADDRESS).status_code)
        connection.close()

    askers = [Thread(target=ask_at_once) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert answers == [303] * 4
    assert (Subscriber.objects.count(), Letter.objects.count()) == (1, 1)


def test_one_network_may_ask_so_often_and_keeps_what_it_typed(client):
    for n in range(SUBSCRIBING.times):
        assert ask(client, f"reader{n}@example.org").status_code == 303

    refused = ask(client, ADDRESS)

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= SUBSCRIBING.seconds
    assert refused.context["form"]["email"].value() == ADDRESS
    assert not Subscriber.objects.filter(email=ADDRESS).exists()
    assert ask(Client(REMOTE_ADDR="192.0.2.7"), ADDRESS).status_code == 303


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_another_site_cannot_ask_for_its_visitors(client, headers):
    assert ask(client, ADDRESS, **headers).status_code == 403
    assert Subscriber.objects.count() == 0
