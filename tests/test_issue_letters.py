"""The bytes of issues' letters, read back by a strict reader of mail."""

import email
import re
from email.policy import default

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from newsletter.issue_letters import LetterBytes, envelope_sender, slow
from newsletter.letter_headers import mailbox, words
from newsletter.marks import LEAVE, MANAGE
from newsletter.models import Delivery, Edition, Issue, Subscriber
from newsletter.quoted_printable import quoted_printable
from tests.factories import make_article
from tests.issues import delivery, sent_issue

STRICT = default.clone(raise_on_defect=True)
HEADERS = {
    "To", "Date", "Message-ID", "List-Unsubscribe", "From", "Reply-To", "Subject", "MIME-Version", "List-Id",
    "List-Help", "List-Subscribe", "List-Archive", "List-Owner", "List-Unsubscribe-Post", "Precedence",
    "X-Auto-Response-Suppress",
    "Feedback-ID", "Content-Language", "Archived-At", "Content-Type",
}  # fmt: skip
MANY = trying(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def in_memory(subject="Cramps", text="Hello", html="<p>Hello", address="ann@example.org", pk=7, **fields):
    """An edition and a delivery that are in no database."""
    issue = Issue(pk=3, subject=subject, slug="cramps", **fields)
    edition = Edition(pk=5, issue=issue, subject=subject, text=text, html=html, content_hash="ab" * 32)
    sent = Delivery(pk=pk, issue=issue, subscriber_id=pk, edition=edition, address=address, claimed_at=timezone.now())
    return edition, sent


def read(letter):
    return email.message_from_bytes(letter, policy=STRICT)


@pytest.mark.django_db
def test_a_letter_has_its_text_first_and_all_its_headers():
    issue = sent_issue(make_article("Krämpfe bei Nacht"), subject="Cramps at night")
    to_one = delivery(issue)

    raw = LetterBytes(to_one.edition).filled(to_one)

    letter = read(raw)
    leave, manage = to_one.subscriber.leave_token(), to_one.subscriber.manage_token()
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert set(letter.keys()) == HEADERS
    assert len(letter.keys()) == len(HEADERS)
    assert (letter["To"], letter["From"]) == (to_one.address, "Cramps <letters@testserver>")
    assert letter["Message-ID"] == to_one.message_id()
    assert letter["List-Unsubscribe"] == f"<http://testserver/newsletter/leave/{leave}/>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Id"] == "Cramps newsletter <newsletter.testserver>"
    assert letter["Feedback-ID"] == f"i{issue.pk}:issue:newsletter:testserver"
    for kind in ["plain", "html"]:
        words = letter.get_body([kind]).get_content()
        assert "Krämpfe bei Nacht" in words
        assert words.count(f"/newsletter/leave/{leave}/") == 2
        assert LEAVE not in words
        assert words.count(f"/newsletter/manage/{manage}/") == 1
        assert MANAGE not in words
    text = to_one.edition.text.replace(LEAVE, leave).replace(MANAGE, manage)
    assert letter.get_body(["plain"]).get_content().replace("\r\n", "\n") == text


@pytest.mark.django_db
def test_both_ways_of_making_a_real_letter_give_the_same_bytes():
    to_one = delivery(sent_issue(make_article()), claimed_at=timezone.now())

    assert LetterBytes(to_one.edition).filled(to_one) == slow(to_one.edition, to_one)


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
WITH_MARKS = st.lists(st.one_of(ANYTHING, st.sampled_from([LEAVE, MANAGE, "\r\n", " ", "=", "."])), max_size=40)


@given(ANYTHING, WITH_MARKS.map("".join), st.integers(1, 2**39))
@example("x" * 2000, f"{'a' * 60}{LEAVE}{'b' * 50}{MANAGE}", 1)
@MANY
def test_both_ways_of_making_any_letter_give_the_same_bytes(subject, body, pk):
    edition, sent = in_memory(subject, body, f"<p>{body}", pk=pk)

    assert LetterBytes(edition).filled(sent) == slow(edition, sent)


@given(ANYTHING, ANYTHING)
@example("a\r\nBcc: eve@example.org", "Hello")
@example("=?utf-8?q?a=0D=0ABcc=3A_eve=40example=2Eorg?=", "\r\n.\r\n")
@example("a\u2028Bcc: x\x0b\x00", "From here\n.\n")
@MANY
def test_no_subject_adds_a_header_or_a_recipient(subject, body):
    edition, sent = in_memory(subject, body)

    raw = LetterBytes(edition).filled(sent)

    letter = read(raw)
    assert set(letter.keys()) == HEADERS
    assert len(letter.keys()) == len(HEADERS)
    assert [address.addr_spec for address in letter["To"].addresses] == ["ann@example.org"]
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in raw.split(b"\r\n"))
    assert raw.isascii()


@given(ANYTHING)
@example("Ann\r\nBcc: eve@example.org")
@example('Ann" <eve@example.org>, "x')
@example("Cramps, Inc.; <a@b>, eve@example.org")
@example("=?utf-8?q?a=3E=2C_eve=40example=2Eorg?=")
@MANY
def test_no_name_adds_a_header_or_a_mailbox(name):
    raw = f"From: {words(name, phrase=True)} <letters@example.org>\r\nX-Next: here\r\n\r\n".encode("ascii")

    letter = read(raw)
    assert letter.keys() == ["From", "X-Next"]
    assert [address.addr_spec for address in letter["From"].addresses] == ["letters@example.org"]


@given(st.one_of(ANYTHING, st.emails(), st.emails().map(lambda it: f"{it}, eve@example.org")))
@example("ann@example.org\r\nBcc: eve@example.org")
@example("a,b@example.org")
@example("Ann <ann@example.org>")
@example("=?utf-8?q?ann?=@example.org")
@example(f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.org")
@MANY
def test_no_address_adds_a_header_or_a_recipient(address):
    edition, sent = in_memory(address=address)

    try:
        letter = read(LetterBytes(edition).filled(sent))
    except ValidationError:
        return

    assert set(letter.keys()) == HEADERS
    assert len(letter["To"].addresses) == 1
    assert str(letter["To"]).isascii()


@pytest.mark.parametrize(
    "subject",
    [
        "Cramps at night",
        "Krämpfe in der Nacht, und was dagegen hilft: " * 3,
        "夜のこむら返り" * 20,
        "=?us-ascii?q?no?=",
    ],
)
def test_a_subject_arrives_as_it_was_written(subject):
    edition, sent = in_memory(subject)

    raw = LetterBytes(edition).filled(sent)

    assert read(raw)["Subject"] == subject.strip()
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S+\?=", raw))


def test_the_link_to_leave_is_whole_however_long(settings):
    settings.SITE_URL = "https://" + ".".join(["a-very-long-name-of-a-site"] * 4) + ".example"
    edition, sent = in_memory()

    lines = LetterBytes(edition).filled(sent).decode().split("\r\n")

    leave = next(line for line in lines if line.startswith("List-Unsubscribe:"))
    assert re.fullmatch(r"List-Unsubscribe: <https://\S+/newsletter/leave/[\w-]{22}/>", leave)


@given(WITH_MARKS.map("".join))
@example(f".\n..{'.' * 200}\n.")
@MANY
def test_quoted_printable_says_the_same_and_breaks_no_mark(text):
    written = quoted_printable(text, whole=[LEAVE, MANAGE])

    lines = written.split("\r\n")
    assert all(len(line) <= 76 and not line.endswith((" ", "\t")) and not line.startswith(".") for line in lines)
    assert written.count(LEAVE) == text.count(LEAVE)
    assert written.count(MANAGE) == text.count(MANAGE)
    letter = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{written}"
    back = email.message_from_bytes(letter.encode()).get_payload(decode=True).decode()
    assert back.replace("\r\n", "\n") == re.sub(r"\r\n?", "\n", text).removesuffix("\n") + "\n"


def test_a_digest_says_that_a_machine_made_it():
    edition, sent = in_memory(kind="digest")

    letter = read(LetterBytes(edition).filled(sent))

    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Archived-At"] is None


def test_a_sender_of_any_name_is_one_mailbox():
    assert mailbox("Cramps <a@example.org>") == "Cramps <a@example.org>"
    assert mailbox('"Cramps, Inc." <a@example.org>') == "=?utf-8?b?Q3JhbXBzLCBJbmMu?= <a@example.org>"
    assert mailbox("a@example.org") == "a@example.org"
    assert words("Wadenkrämpfe").isascii()


def test_bounces_come_back_to_an_address_of_this_delivery(settings):
    _, sent = in_memory()
    assert envelope_sender(sent) == "letters@testserver"

    settings.BOUNCE_ADDRESS = "bounce@news.example.org"

    assert envelope_sender(sent) == f"bounce+{sent.bounce_token()}@news.example.org"


def test_whoever_cannot_click_leaves_by_a_mail_whose_line_is_whole_and_short(settings):
    settings.SITE_URL, settings.BOUNCE_ADDRESS = "https://cramps.example", "bounces@cramps.example"
    edition, sent = in_memory()

    raw = LetterBytes(edition).filled(sent)

    leave = Subscriber(pk=sent.subscriber_id).leave_token()
    link, mail = f"https://cramps.example/newsletter/leave/{leave}/", f"mailto:bounces+{leave}@cramps.example"
    assert f"\r\nList-Unsubscribe: <{link}>,\r\n <{mail}>\r\n".encode() in raw
    assert read(raw)["List-Unsubscribe"] == f"<{link}>, <{mail}>"
    assert max(len(link), len(mail)) < 70
    assert raw == slow(edition, sent)
