"""Asking for the newsletter: one answer for everyone, and never many letters to anyone."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsletter import sending
from newsletter.limits import OF_A_NETWORK
from newsletter.models import Consent, Letter, Subscriber, Suppression
from newsletter.models.subscriber import LETTERS, WORDING, wording
from tests.at_once import at_once
from tests.factories import ago, make_article, make_person, make_topic
from tests.mail import text_of
from tests.subscribers import all_rows, ask, make_letter, make_subscriber
from tests.whole_database import everything

pytestmark = pytest.mark.django_db

ADDRESS = "ann@example.org"
STANDINGS = ["nobody", "waiting", "just asked", "barred", "erased and barred", *Subscriber.Status.values]


def make_standing(standing):
    """The subscriber behind ADDRESS, in each way that could show in an answer."""
    if standing == "just asked":
        make_letter(make_subscriber(ADDRESS))
    elif standing == "barred":
        Suppression.objects.add(ADDRESS, Suppression.Cause.BY_HAND)
    elif standing == "erased and barred":
        erased_and_barred()
    elif standing != "nobody":
        make_subscriber(ADDRESS, "pending" if standing == "waiting" else standing)


def erased_and_barred():
    subscriber = make_subscriber(ADDRESS, Subscriber.Status.CONFIRMED)
    subscriber.suppress(Suppression.Cause.COMPLAINT)
    subscriber.erase()


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


@pytest.mark.parametrize("how", [erased_and_barred, lambda: make_subscriber(ADDRESS).refuse()])
def test_whom_only_a_hash_bars_is_not_stored_again_by_whoever_types_the_address_in(client, how):
    how()
    before = all_rows()

    ask(client, ADDRESS)

    assert all_rows() == before
    assert ADDRESS not in everything()


def test_typing_in_the_address_of_who_is_suppressed_changes_nothing_of_their_row(client):
    make_subscriber(ADDRESS, Subscriber.Status.PENDING, asked_at=ago(days=9)).suppress(Suppression.Cause.HARD)
    before = all_rows()

    ask(client, ADDRESS)

    assert all_rows() == before


def test_at_most_one_letter_in_15_minutes_and_three_in_7_days():
    networks = count(1)

    def letters_after(**waiting):
        Letter.objects.update(asked_at=F("asked_at") - timedelta(**waiting))
        ask(Client(REMOTE_ADDR=f"192.0.2.{next(networks)}"), ADDRESS)
        return Letter.objects.count()

    assert letters_after(minutes=0) == 1
    assert letters_after(minutes=14) == 1
    assert letters_after(minutes=2) == 2
    assert letters_after(days=1) == 3
    assert letters_after(days=5) == 3
    assert letters_after(days=1) == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_instant_get_one_letter():
    answers = at_once(*[lambda: ask(Client(), ADDRESS).status_code] * 4)

    assert answers == [303] * 4
    assert (Subscriber.objects.count(), Letter.objects.count()) == (1, 1)


def test_one_network_may_ask_so_often_and_keeps_what_it_typed(client):
    for n in range(OF_A_NETWORK.times):
        assert ask(client, f"reader{n}@example.org").status_code == 303

    refused = ask(client, ADDRESS)

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= OF_A_NETWORK.seconds
    assert refused.context["form"]["email"].value() == ADDRESS
    assert not Subscriber.objects.filter(email=ADDRESS).exists()
    assert ask(Client(REMOTE_ADDR="192.0.2.7"), ADDRESS).status_code == 303


@pytest.mark.parametrize("standing", STANDINGS)
def test_in_all_so_many_may_be_asked_for_in_an_hour_and_the_answer_tells_nobody_apart(client, standing, settings):
    settings.ASKS_AN_HOUR = 2
    make_standing(standing)
    Letter.objects.update(asked_at=F("asked_at") - timedelta(hours=1))
    for name in ["one", "two"]:
        ask(client, f"{name}@example.org")
    before = all_rows()

    refused = ask(client, ADDRESS)

    assert refused.status_code == 429
    assert 3590 < int(refused["Retry-After"]) <= 3600
    assert "So many people ask for the newsletter" in refused.text
    assert f'value="{ADDRESS}"' in refused.text
    assert all_rows() == before


def test_after_an_hour_others_may_ask_again(client, settings):
    settings.ASKS_AN_HOUR = 1
    ask(client, "one@example.org")
    Letter.objects.update(asked_at=F("asked_at") - timedelta(minutes=60, seconds=1))

    assert ask(client, ADDRESS).status_code == 303


def test_letters_that_no_form_brought_take_nobodys_place(client, settings):
    settings.ASKS_AN_HOUR = 1
    for kind in ["invite", "welcome", "erase"]:
        make_letter(kind=kind)

    assert ask(client, ADDRESS).status_code == 303


def test_what_fills_in_the_hidden_field_is_asked_to_press_once_more(client):
    headers = {"Sec-Fetch-Site": "same-origin"}

    refused = client.post("/newsletter/", {"email": ADDRESS, "subject": "https://pills.example/"}, headers=headers)

    assert refused.status_code == 422
    assert "If you are one, press once more." in refused.text
    assert f'value="{ADDRESS}"' in refused.text
    assert "pills" not in refused.text
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("frequency", LETTERS)
def test_who_comes_back_agrees_to_the_letters_they_had_chosen(client, mail_server, frequency):
    reader = make_subscriber(ADDRESS, Subscriber.Status.UNSUBSCRIBED, frequency=frequency, left_at=ago(days=9))

    ask(client, ADDRESS)
    sending.work()

    assert reader.consents.get().wording == wording(frequency)
    text = " ".join(text_of(mail_server.letters[0]).replace("> ", "").split())
    assert wording(frequency) in text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_another_site_cannot_ask_for_its_visitors(client, headers):
    assert ask(client, ADDRESS, **headers).status_code == 403
    assert Subscriber.objects.count() == 0
