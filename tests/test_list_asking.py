"""A list without a word for its readers' consent: each is asked, and who says yes is in."""

from datetime import timedelta
from itertools import pairwise

import pytest

from newsletter import sending
from newsletter.models import Consent, Letter, Subscriber
from newsletter.models.subscriber import WORDING
from tests.lists import asked, fates, imported, readers
from tests.smtp_server import link_in
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
LIST = "email\nada@example.org\nben@example.org\n"


def test_without_an_attestation_each_is_asked_and_only_who_says_yes_is_in(client, mail_server):
    asked(LIST)
    assert readers() == [("ada@example.org", "pending"), ("ben@example.org", "pending")]

    sending.work()

    letter = next(letter for letter in mail_server.letters if letter.recipients == ["ada@example.org"])
    text = " ".join(letter.get_body(["plain"]).get_content().split())
    assert "a list of readers that was handed to us" in text
    assert WORDING in text.replace("> ", "")
    client.post(link_in(letter, "confirm"), headers={"Sec-Fetch-Site": "same-origin"})
    assert readers() == [("ada@example.org", "confirmed"), ("ben@example.org", "pending")]
    ada = Consent.objects.get(subscriber__email="ada@example.org")
    assert ada.wording == WORDING
    assert ada.confirmed_at


def test_whoever_was_asked_and_refuses_is_never_asked_again(client, mail_server):
    asked("email\nada@example.org\n")
    sending.work()

    client.post(link_in(mail_server.letters[0], "refuse"), headers={"Sec-Fetch-Site": "same-origin"})
    the_list = asked("email\nada@example.org\n")

    assert fates(the_list) == {"": "suppressed"}
    assert "ada@example.org" not in everything()
    assert Letter.objects.count() == 1


def test_those_who_are_asked_wait_for_the_pace_so_that_others_do_not_wait_for_them(settings):
    settings.LETTERS_PER_SECOND = 2
    asked("email\n" + "".join(f"reader{n}@example.org\n" for n in range(4)))

    Subscriber.objects.ask("new@example.org", page="/")

    due = list(Letter.objects.filter(kind="invite").order_by("due_at").values_list("due_at", flat=True))
    assert {later - earlier for earlier, later in pairwise(due)} == {timedelta(seconds=0.5)}
    assert Letter.objects.get(kind="confirm").due_at < due[-1]


def test_whoever_subscribes_meanwhile_gets_their_letter_before_those_of_the_list(settings, mail_server):
    settings.LETTERS_PER_SECOND = 0
    asked("email\n" + "".join(f"reader{n}@example.org\n" for n in range(12)))

    Subscriber.objects.ask("new@example.org", page="/")
    while sending.work():
        pass

    assert mail_server.letters[0].recipients == ["new@example.org"]
    assert len(mail_server.letters) == 13


def test_whoever_types_their_address_before_the_letter_of_a_list_comes_is_answered_at_once():
    asked("email\nada@example.org\n")

    Subscriber.objects.ask("ada@example.org", page="/")

    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == ["invite", "confirm"]


def test_a_list_a_second_time_brings_nobody_and_asks_nobody_again(nele):
    asked(LIST)
    before = everything_of_readers()

    assert fates(imported(LIST, by=nele)) == {"ada@example.org": "asked", "ben@example.org": "asked"}
    assert fates(asked(LIST)) == {"ada@example.org": "asked", "ben@example.org": "asked"}

    assert everything_of_readers() == before


def everything_of_readers():
    return [list(model.objects.order_by("pk").values()) for model in [Subscriber, Consent, Letter]]
