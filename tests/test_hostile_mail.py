"""Mail that means harm, or is broken anywhere, gets a line and ends nothing."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from newsletter.bounces.reports import NoReport
from newsletter.bounces.returned_mail import take_mail
from newsletter.models import DeliveryEvent
from tests.bounces import letter_of_the_samples, sample

pytestmark = pytest.mark.django_db
MOST = trying(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def row():
    return letter_of_the_samples()


def nested(depth):
    """Parts in parts: no parser that calls itself reads it."""
    heads = [f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n' for number in range(depth)]
    return "".join(heads).encode()


@pytest.mark.parametrize(
    "raw",
    [
        nested(5000),
        b"Content-Type: multipart/report\n\nno boundary",
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n\n--b--',
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/feedback-report\n\n\n--b--',
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n--b--',
        b"Content-Type: multipart/report; boundary*0*=x''%ff%fe; boundary*1*=%00\n\n--b",
        b"To: " + b"<" + b"A" * 22 + b"@x>, " * 100_000,
        b"\x00" * 1000,
        b"\xff\xfe" + "To: ä".encode("utf-16"),
    ],
)
def test_hostile_mail_gets_a_line(raw):
    with pytest.raises(NoReport, match=r"^(is|says|names|cannot be read)"):
        take_mail(raw)


def test_a_mail_that_is_too_large_is_not_read():
    with pytest.raises(NoReport, match="has more than 10 MB"):
        take_mail(b"x" * (10 * 1024 * 1024 + 1))


@MOST
@given(st.data())
def test_a_report_that_is_broken_anywhere_gets_a_line_or_counts(row, data):
    raw = bytearray(sample("postfix_no_mailbox", row))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = start + data.draw(st.integers(0, 40))
        raw[start:end] = data.draw(st.binary(max_size=20))
    with suppress(NoReport):
        take_mail(bytes(raw))

    assert set(DeliveryEvent.objects.values_list("kind", flat=True)) <= {"hard", "soft", "policy", "delivered"}


def test_words_and_dates_of_strangers_are_stored_as_what_can_be_stored(row):
    raw = sample("postfix_no_mailbox", row)
    raw = raw.replace(b"550 5.1.1 <ada", b"550 5.1.1 \x00\xff\xe2\x80\xae<ada").replace(
        b"User unknown\r\n\r\n", b"x" * 3000
    )
    raw = raw.replace(b"Date: Thu, 26 Nov 2026", b"Date: Thu, 26 Nov 99999")

    take_mail(raw)

    event = row.events.get()
    assert event.kind == "hard"
    assert len(event.words) <= 500
    assert event.words.isprintable() or "\ufffd" in event.words
    assert event.happened_at.year >= 2026
