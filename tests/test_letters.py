"""The letters of the opt-in, as the mail server gets them and as a mail program reads them."""

import email
import re
from email.policy import SMTP, default

import pytest
from django.urls import reverse

from newsletter import sending
from newsletter.checks import SAME_WORDS, Page, words_of
from newsletter.models import Letter, Subscriber
from tests.factories import ago
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
    assert (letter["To"], letter["From"]) == ("ann@example.org", "Cramps <letters@testserver>")
    assert letter["Date"]


LINKS = {
    "confirm": ["confirm", "refuse"],
    "invite": ["confirm", "refuse"],
    "already": ["leave", "manage"],
    "welcome": ["leave", "manage"],
    "erase": ["erase", "leave"],
    "data": ["data"],
    "manage": ["manage"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_of_a_letter_have_the_links_that_belong_in_it_and_no_others(received, kind):
    letter = received(kind)

    parts = [letter.get_body([part]).get_content() for part in ["plain", "html"]]
    found = [sorted(set(re.findall(r"http://testserver/newsletter/(\w+)/[\w-]{22}/", part))) for part in parts]
    assert found == [LINKS[kind], LINKS[kind]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_the_headers_of_mail_to_one_person_and_no_others(received, kind):
    letter = received(kind)

    always = {
        "Subject", "From", "To", "Reply-To", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language",
        "Auto-Submitted", "X-Auto-Response-Suppress",
    }  # fmt: skip
    leaving = {"List-Unsubscribe", "List-Unsubscribe-Post"} if kind in TO_LEAVE else set()
    assert set(letter.keys()) == always | leaving
    assert len(letter.keys()) == len(set(letter.keys()))
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")
    assert (letter["Message-ID"], letter["Content-Language"]) == (Letter.objects.get().message_id(), "en")


TO_LEAVE = ["invite", "already", "welcome"]


@pytest.mark.parametrize("kind", TO_LEAVE)
def test_the_header_says_how_to_leave_where_there_is_something_to_leave(received, kind):
    letter = received(kind)

    leave = reverse("newsletter:leave", args=[Subscriber.objects.get().leave_token()])
    assert letter["List-Unsubscribe"] == f"<http://testserver{leave}>"


@pytest.mark.parametrize("kind", TO_LEAVE)
def test_the_button_of_mail_programs_gets_its_address_whole(received, kind, settings):
    settings.SITE_HOST = ".".join(["a-very-long-name-of-a-site"] * 4) + ".example"
    settings.SITE_URL = f"https://{settings.SITE_HOST}"
    assert len(settings.SITE_URL) > 120

    lines = received(kind).raw.decode().split("\r\n")

    leave = [line for line in lines if line.startswith("List-Unsubscribe:")]
    assert leave[0].startswith(f"List-Unsubscribe: <{settings.SITE_URL}/newsletter/leave/")
    assert leave[0].endswith(">")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert Letter.objects.get().message_id() in "".join(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_looks_like_an_issue_in_light_and_dark(received, kind, settings):
    settings.POSTAL_ADDRESS = "12 Example Street, Berlin"

    letter = received(kind)

    html, text = (letter.get_body([part]).get_content() for part in ["html", "plain"])
    assert re.search(r'<h1 style="[^"]*font-size: ?30px', html)
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert all("12 Example Street, Berlin" in part for part in [html, text])
    assert [line for line in text.splitlines() if len(line) > 72 and "http" not in line] == []
    assert len(html.encode()) < 20_000


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_of_a_letter_say_the_same(received, kind):
    letter = received(kind)

    text = words_of(letter.get_body(["plain"]).get_content())
    html = words_of(Page(letter.get_body(["html"]).get_content()).text)
    assert min(len(text & html) / len(text), len(text & html) / len(html)) >= SAME_WORDS


def test_a_letter_has_one_message_id_however_often_it_is_tried(mail_server):
    make_letter(make_subscriber("busy-after-data@example.org"))
    sending.work()
    Letter.objects.update(due_at=ago(seconds=1))
    mail_server.is_well = True
    sending.work()

    assert [letter["Message-ID"] for letter in mail_server.letters] == [Letter.objects.get().message_id()] * 2


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
