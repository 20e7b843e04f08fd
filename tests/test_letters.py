"""The letters of the opt-in, as the mail server gets them and as a mail program reads them."""

import email
import re
from email.policy import SMTP, default

import pytest
from django.urls import reverse

from newsletter import sending
from newsletter.models import Letter, Subscriber
from tests.smtp_server import link_in
from tests.subscribers import ask, make_letter, make_subscriber

pytestmark = pytest.mark.django_db

KINDS = Letter.Kind.values


@pytest.fixture
def received(mail_server):
    """Sends one letter of a kind and gives back what arrived."""

    def receive(kind, address="ann@example.org"):
        status = Subscriber.Status.PENDING if kind in {"confirm", "invite"} else Subscriber.Status.CONFIRMED
        make_letter(make_subscriber(address, status), kind=kind)
        sending.work()
        return mail_server.letters[-1]

    return receive


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_well_formed_with_its_text_first(received, kind):
    letter = received(kind)

    strict = email.message_from_bytes(letter.raw, policy=default.clone(raise_on_defect=True))
    assert strict.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in strict.iter_parts()] == ["text/plain", "text/html"]
    assert [part.defects for part in letter.walk()] == [[]] * 3
    assert letter["Auto-Submitted"] == "auto-generated"
    assert (letter["To"], letter["From"]) == ("ann@example.org", "Cramps <letters@testserver>")
    assert letter["Date"]
    assert letter["Message-ID"]
    assert not letter["Cc"]


LINKS = {
    "confirm": ["confirm", "refuse"],
    "invite": ["confirm", "refuse"],
    "already": ["leave", "manage"],
    "welcome": ["leave", "manage"],
    "erase": ["erase", "leave"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_of_a_letter_have_the_links_that_belong_in_it_and_no_others(received, kind):
    letter = received(kind)

    parts = [letter.get_body([part]).get_content() for part in ["plain", "html"]]
    found = [sorted(set(re.findall(r"http://testserver/newsletter/(\w+)/[\w-]{22}/", part))) for part in parts]
    assert found == [LINKS[kind], LINKS[kind]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_header_of_every_letter_says_how_to_leave(received, kind):
    letter = received(kind)

    leave = reverse("newsletter:leave", args=[Subscriber.objects.get().leave_token()])
    assert letter["List-Unsubscribe"] == f"<http://testserver{leave}>"


@pytest.mark.parametrize("kind", KINDS)
def test_the_button_of_mail_programs_gets_its_address_whole(received, kind, settings):
    settings.SITE_URL = "https://" + ".".join(["a-very-long-name-of-a-site"] * 4) + ".example"
    assert len(settings.SITE_URL) > 120

    lines = received(kind).raw.decode().split("\r\n")

    leave = [line for line in lines if line.startswith("List-Unsubscribe:")]
    assert leave[0].startswith(f"List-Unsubscribe: <{settings.SITE_URL}/newsletter/leave/")
    assert leave[0].endswith(">")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_the_confirmation_repeats_nothing_that_a_stranger_typed(client, mail_server):
    shouted = "Buy.Pills+now"
    ask(
        client, f"{shouted}@example.org", page="/search/?q=pills", **{"User-Agent": "pills", "Accept-Language": "pills"}
    )

    sending.work()

    letter = mail_server.letters[0]
    assert letter.recipients == [f"{shouted.lower()}@example.org"]
    assert b"pills" not in letter.raw.lower().replace(shouted.lower().encode(), b"")
    assert all("pills" not in part.get_content() for part in letter.iter_parts())


def test_a_name_of_the_site_with_signs_in_it_stays_as_it_is(received, settings):
    settings.SITE_NAME = "Cramps & Stiches"

    letter = received("welcome")

    assert letter["Subject"] == "Cramps & Stiches: You are subscribed"
    assert "Cramps & Stiches" in letter.get_body(["plain"]).get_content()


def test_a_letter_has_no_line_that_mail_servers_would_break(received):
    letter = received("confirm", "a" * 64 + "@" + "b" * 60 + ".example")

    assert max(len(line) for line in letter.raw.split(b"\r\n")) < 200
    assert letter.as_bytes(policy=SMTP)


def test_without_a_mail_server_letters_are_kept_in_a_folder_and_shown(settings, tmp_path, capsys):
    settings.MAILERS = {
        "default": {"BACKEND": "cramps_site.lib.mail.FolderAndTerminal", "OPTIONS": {"folder": str(tmp_path / "mail")}}
    }
    make_letter(make_subscriber("ann@example.org"))

    sending.work()

    kept = list((tmp_path / "mail").glob("*.eml"))
    letter = email.message_from_bytes(kept[0].read_bytes(), policy=default)
    shown = capsys.readouterr().out
    assert len(kept) == 1
    assert letter["To"] == "ann@example.org"
    assert link_in(letter, "confirm") in shown
    assert f"A letter to ann@example.org, kept in {kept[0]}" in shown
