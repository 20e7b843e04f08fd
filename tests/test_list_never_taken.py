"""Whom no list takes: who is here, has left, is suppressed or had themselves erased."""

from itertools import count

import pytest
from django.db import connection

from newsletter.lists.judging import standing_of
from newsletter.models import Consent, Subscriber, Suppression
from tests.lists import WORDS, asked, fates, imported, read, readers, work
from tests.subscribers import make_subscriber
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
LIST = "email\nada@example.org\nben@example.org\n"


@pytest.mark.parametrize(
    ("status", "fate"),
    [("confirmed", "here"), ("pending", "asked"), ("unsubscribed", "left"), ("suppressed", "suppressed")],
)
def test_whoever_has_a_row_here_stays_as_they_are(nele, status, fate):
    make_subscriber("ada@example.org", status)

    the_list = imported("email\nada@example.org\n", by=nele)

    assert fates(the_list) == {"" if fate == "suppressed" else "ada@example.org": fate}
    assert readers() == [("ada@example.org", status)]
    assert not Consent.objects.exists()


def test_an_address_that_is_suppressed_by_its_hash_alone_stays_out(nele):
    Suppression.objects.add("ada@example.org", "complaint")

    assert fates(imported("email\nADA@example.org\n", by=nele)) == {"": "suppressed"}
    assert readers() == []
    assert "ada@example.org" not in everything().lower()


@pytest.mark.parametrize("how", [imported, asked])
def test_whoever_had_themselves_erased_is_never_brought_back_by_a_list(nele, how):
    make_subscriber("ada@example.org", "confirmed").erase()

    the_list = how("email\nada@example.org\n", **({"by": nele} if how is imported else {}))

    assert fates(the_list) == {"": "erased"}
    assert readers() == [(None, "erased")]
    assert "ada@example.org" not in everything()


@pytest.mark.parametrize("before", [0, 1, 2])
def test_whoever_is_erased_between_two_questions_about_a_list_is_not_new_to_it(before):
    ada, number = make_subscriber("ada@example.org", "confirmed"), count()

    def erase_once(execute, *query):
        if next(number) == before:
            ada.erase()
        return execute(*query)

    with connection.execute_wrapper(erase_once):
        standing = standing_of({"ada@example.org"})

    assert readers() == [(None, "erased")]
    assert standing == {"ada@example.org": "here" if before else "erased"}


def test_whoever_was_erased_can_come_back_by_the_form_themselves(client):
    make_subscriber("ada@example.org", "confirmed").erase()

    Subscriber.objects.ask("ada@example.org", page="/")

    assert Subscriber.objects.get(email="ada@example.org").letters.get().kind == "confirm"


def test_what_changed_since_the_list_was_looked_through_counts(nele):
    the_list = read("email\nada@example.org\nben@example.org\ncleo@example.org\ndan@example.org\n")
    Subscriber.objects.ask("ada@example.org", page="/")
    Suppression.objects.add("ben@example.org", "hard")
    make_subscriber("cleo@example.org", "confirmed").erase()

    the_list.attest(WORDS, by=nele)
    work()

    assert list(the_list.rows.values_list("fate", flat=True)) == ["asked", "suppressed", "erased", "imported"]
    assert Subscriber.objects.get(status="confirmed").email == "dan@example.org"
    assert "ben@example.org" not in everything()


def test_a_reader_who_is_erased_is_in_no_list_any_more(nele):
    imported(LIST, by=nele)
    waiting = read("email\nada@example.org\n")

    Subscriber.objects.get(email="ada@example.org").erase()

    assert "ada@example.org" not in everything()
    assert [row.fate for row in waiting.rows.all()] == ["here"]
