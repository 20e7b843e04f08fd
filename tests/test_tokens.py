"""Tokens in links: unguessable, for one row and one purpose."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cramps_site.lib.tokens import (
    dated_numbers,
    dated_token,
    new_token,
    short_dated_pk,
    short_dated_token,
    short_pk,
    short_token,
    signed_numbers,
    signed_pk,
    signed_token,
    token_hash,
)


def test_a_random_token_has_128_bits_and_fits_an_address():
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(len(token) == 22 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_what_is_stored_of_a_token_differs_by_purpose_and_does_not_show_it():
    token = new_token()

    assert token_hash("confirm", token) == token_hash("confirm", token)
    assert token_hash("confirm", token) != token_hash("leave", token)
    assert token not in token_hash("confirm", token)


def test_a_signed_token_finds_its_row_and_no_other_purpose_does():
    token = signed_token("leave", 12)

    assert signed_pk("leave", token) == 12
    assert signed_pk("manage", token) is None
    assert signed_pk("", token) is None
    assert signed_token("leave", 12) == token


@pytest.mark.parametrize(
    "change",
    [
        lambda token: "",
        lambda token: "12",
        lambda token: "12-",
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.swapcase(),
        lambda token: "0" + token,
        lambda token: " " + token,
        lambda token: "+" + token,
        lambda token: token.replace("12-", "13-", 1),
        lambda token: token.replace("12-", "-12-", 1),
        lambda token: token.replace("12-", "１２-", 1),
        lambda token: token.replace("12-", "9" * 30 + "-", 1),
        lambda token: token + "é",
        lambda token: token + "\0",
    ],
)
def test_a_token_that_was_changed_finds_nothing(change):
    assert signed_pk("leave", change(signed_token("leave", 12))) is None


def test_former_keys_still_count_until_they_are_given_up(settings):
    token = signed_token("leave", 12)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "a-newer-key-" * 5

    settings.SECRET_KEY_FALLBACKS = [former]
    assert signed_pk("leave", token) == 12
    settings.SECRET_KEY_FALLBACKS = []
    assert signed_pk("leave", token) is None


def test_numbers_that_were_signed_together_cannot_be_taken_apart_or_read_as_others():
    token = signed_token("decide", 12, 3)

    assert signed_numbers("decide", token, count=2) == [12, 3]
    assert signed_numbers("decide", token, count=1) is None
    assert signed_numbers("decide", token, count=3) is None
    assert signed_numbers("leave", token, count=2) is None
    assert signed_numbers("decide", token.replace("12-3-", "1-23-", 1), count=2) is None
    assert signed_numbers("decide", token.replace("12-3-", "3-12-", 1), count=2) is None
    assert signed_pk("decide", token) is None
    assert signed_numbers("decide", signed_token("decide", 12), count=2) is None


def test_a_dated_token_counts_until_it_is_old_and_nobody_makes_it_younger():
    token, week = dated_token("decide", 12, 3), timedelta(days=7)

    assert dated_numbers("decide", token, count=2, max_age=week) == [12, 3]
    assert dated_numbers("leave", token, count=2, max_age=week) is None
    assert dated_numbers("decide", token, count=2, max_age=timedelta(seconds=-2)) is None
    later = str(int(token.split("-")[2]) + 60)
    assert dated_numbers("decide", token.replace(token.split("-")[2], later), count=2, max_age=week) is None
    assert dated_numbers("decide", signed_token("decide", 12, 3), count=2, max_age=week) is None


def test_a_short_token_is_22_characters_whatever_the_row():
    tokens = [short_token("leave", pk) for pk in [1, 70_000, 10**12]]

    assert [len(token) for token in tokens] == [22, 22, 22]
    assert [short_pk("leave", token) for token in tokens] == [1, 70_000, 10**12]


@pytest.mark.parametrize("broken", ["", "x", "-" * 22, "é" * 22, "A" * 400])
def test_what_is_no_short_token_finds_nobody(broken):
    assert short_pk("leave", broken) is None


def test_a_short_token_of_one_purpose_opens_nothing_else_and_none_can_be_changed():
    token = short_token("leave", 7)

    assert short_pk("manage", token) is None
    assert all(
        short_pk("leave", token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]) is None for n in range(22)
    )


def test_a_short_dated_token_says_its_row_and_day_in_22_characters_and_no_other_kind_reads_it(monkeypatch):
    moment = datetime(2026, 3, 12, 23, 59, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)

    token = short_dated_token("manage", 4711)

    assert len(token) == 22
    assert short_dated_pk("manage", token) == (4711, moment.date())
    assert short_dated_pk("leave", token) is None
    assert short_pk("manage", token) is None
    assert short_dated_pk("manage", short_token("manage", 4711)) is None
    changed = [token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :] for place, sign in enumerate(token)]
    assert [short_dated_pk("manage", other) for other in ["", "é", token[:-1], *changed]] == [None] * 25
