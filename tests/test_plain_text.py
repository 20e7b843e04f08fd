"""What becomes of readers' words before they are stored: no markup, no hidden character, nothing else."""

import unicodedata

import html5lib
import pytest
from django.template import Context, Template
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comments.plain_text import CLEANING_LIMIT, TooLong, markup_in, one_line, plain_text, settled, tidy

LIKE_MARKUP = (
    "< > & ; / = \" ' - ! # x &lt; &gt; &amp; &#60; &#x3c; &amp;lt; <b <b> </b> <scr ipt> <script <!-- --> <p> <br/>"
    " <img onerror=1 <svg/ a 3 p \n \r \t é ع ש \u0301 \u200d \u200c \u200b \u202e \U0001f3f4 \U000e0067 \ufb2c"
    " \x00 \ud800"
).split(" ")
texts = st.one_of(
    st.text(st.characters(codec=None), max_size=60), st.lists(st.sampled_from(LIKE_MARKUP), max_size=25).map("".join)
)
deterministic = settings(derandomize=True, max_examples=400, deadline=None, database=None)


@pytest.mark.parametrize(
    "words",
    [
        "I <3 magnesium",
        "I </3 cramps",
        "Na<135 mmol/L",
        "K+ <5 and >3.5",
        "drug<placebo, p>0.05",
        "temp<fever threshold but CRP>10",
        "Na<K>Cl",
        "x < y",
        "a<b",
        "a<b and c>d",
        "if (a<b) { x; } a>c",
        "5 < 6 & 7 > 2",
        "AT&T",
        "AT&T &amp; you",
        "&copy; &nbsp;x &notit;",
        "&lt;b&gt;x",
        "&#60;script&#62;",
        "&amp;lt;b&amp;gt;x",
        "x &lt;y and z&gt; w",
        "<user@example.com>",
        "<https://example.org/a?b=1&c=2>",
        "<name>",
        "a<!-- unclosed",
        "{{ comment }} {% now %} %(x)s {0.__class__}",
        "=SUM(A1)",
        "عندي تشنج في الساق",
        "עם כאב ברגל",
        "می‌خواهم",  # the joiner between its halves is how Persian is written
        "क्‍ष",
        "Family: 👩‍👩‍👧‍👦, 👍🏽, 🏳️‍🌈",
        "The flag of 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "First line\nsecond line\n\nsecond paragraph",
        "fi ① Ａ",
    ],
)
def test_words_without_markup_come_out_as_typed(words):
    assert plain_text(words) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("<b>bold</b> & <i>it</i>", "bold & it"),
        ("<script>alert(1)</script>ok", "alert(1)ok"),
        ("<style>p{}</style>ok", "p{}ok"),
        ("<svg/onload=alert(1)>x", "x"),
        ("<IMG SRC=x onerror='alert(1)'>x", "x"),
        ("<a\nhref=x>q</a >", "q"),
        ("<svg><style><img src=x onerror=alert(1)>x", "x"),
        ("<<b>script>alert(1)<</b>/script>", "alert(1)"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "alert(1)"),
        ("<sc<!-- -->ript>x", "x"),
        ("a<!-- hidden -->b", "ab"),
        ("<!DOCTYPE html>x", "x"),
        ("<scr\x00ipt>x</scr\u200bipt>", "x"),
        ("<input disabled>x", "x"),
        ("<b>", ""),
        (" \n\t ", ""),
    ],
)
def test_tags_go_however_they_are_nested(typed, words):
    assert plain_text(typed) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("one<BR/>two", "one\ntwo"),
        ("<div>one</div>two", "one\ntwo"),
        ("<li>one</li><li>two</li>", "one\n\ntwo"),
        ("<h2>one</h2>two", "one\ntwo"),
        ("<td>one</td><td>two</td>", "one\n\ntwo"),
        ("un<b>break</b>able", "unbreakable"),
    ],
)
def test_words_of_two_blocks_stay_apart(typed, words):
    assert plain_text(typed) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("one\n\n\n\n\ntwo  \n", "one\n\ntwo"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066a\u2069 \u200fb\u200e \u061cc", "a b c"),
        ("mag\u200bne\u2060si\ufeffum\xad", "magnesium"),
        ("bell\x07 null\x00 \x1b[31mred", "bell null [31mred"),
        ("e\u0301", "é"),
        ("a" + "\u0334" * 50, "a" + "\u0334" * 4),
        ("a" + "\u200d\u200c" * 50 + "b", "a\u200db"),
        ("lone\ud800 \ufffe", "lone"),
        ("hidden" + "".join(chr(0xE0000 + ord(letter)) for letter in "say yes"), "hidden"),
        ("🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "say yes"), "🏴"),
    ],
)
def test_hidden_characters_and_towers_go(typed, words):
    assert plain_text(typed) == words


@pytest.mark.parametrize(
    "typed", ["\u200b\u200c", "\u200d", "\u3164", "\u2800", "\u0301", "\xad\ufe0f", "<b>\u2063</b>"]
)
def test_what_nobody_can_see_is_nothing(typed):
    assert plain_text(typed) == one_line(typed) == ""


def test_one_line_is_one_line():
    assert one_line(" Ada\r\n\tLovelace<br>\u2028of\xa0London ") == "Ada Lovelace of London"


@pytest.mark.parametrize("clean", [plain_text, one_line])
def test_too_long_is_refused_and_the_limit_itself_is_not(clean):
    assert len(clean("a" * CLEANING_LIMIT)) == CLEANING_LIMIT
    with pytest.raises(TooLong):
        clean("<b>" * (CLEANING_LIMIT // 3) + "a")


def test_letters_that_unicode_writes_as_three_cannot_make_a_text_too_long_for_a_second_cleaning():
    with pytest.raises(TooLong):
        plain_text("\ufb2c" * CLEANING_LIMIT)


@deterministic
@given(texts)
def test_cleaning_twice_changes_nothing(text):
    assert plain_text(plain_text(text)) == plain_text(text)
    assert one_line(one_line(text)) == one_line(text)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("It <b>helped</b> <b>me</b>.", ["<b>", "</b>"]),
        ("<a\n href='https://shop.example'>pills</A>", ["<a\n href='https://shop.example'>", "</A>"]),
        ("<!-- a note -->so<!DOCTYPE html><br>", ["<!-- a note -->", "<!DOCTYPE html>", "<br>"]),
        ("<scr<b>ipt>", ["<b>"]),
        ("a<b and c>d, I <3 it, <name>, p > 0.05 &lt;b&gt;", []),
    ],
)
def test_the_tags_that_go_are_known_as_they_were_typed(typed, tags):
    assert markup_in(typed) == tags


@deterministic
@given(texts)
def test_tags_are_named_where_there_are_some_and_nowhere_else(text):
    assert bool(markup_in(text)) is (settled(tidy(text)) != tidy(text))


@deterministic
@given(texts)
def test_nothing_that_is_shown_is_an_element_and_all_of_it_is_shown(text):
    words = plain_text(text)

    shown = html5lib.parseFragment(Template("{{ words }}").render(Context({"words": words})))

    assert list(shown) == []
    assert (shown.text or "") == words


@deterministic
@given(texts)
def test_what_is_stored_can_be_stored_anywhere_and_hides_nothing(text):
    words = plain_text(text)

    assert words.encode().decode() == words
    assert {letter for letter in words if unicodedata.category(letter) in {"Cc", "Cs"}} <= {"\n", "\t"}
    assert not {"\u200b", "\u202e", "\u2066", "\ufeff"} & set(words)


@deterministic
@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Sm", "Sc"]), min_size=1, max_size=40))
def test_letters_numbers_and_signs_without_a_tag_are_never_lost(text):
    assume(not {"<", "&"} & set(text) and unicodedata.is_normalized("NFC", text))
    assume(not any(name in unicodedata.name(letter, "") for letter in text for name in ["FILLER"]))

    assert plain_text(f"x {text}") == f"x {text}"
