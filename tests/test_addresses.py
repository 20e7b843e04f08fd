"""Which mail addresses the form takes, and when two are one mailbox."""

import pytest

from newsletter.models import Letter, Subscriber
from tests.subscribers import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann@Example.ORG ", "ann@example.org"),
        ("ann+cramps@example.org", "ann+cramps@example.org"),
        ("o'hara@example.org", "o'hara@example.org"),
        ("a@sub.domain.example.museum", "a@sub.domain.example.museum"),
        ("ann@Bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@例え.example", "ann@xn--r8jz45g.example"),
        ("ann@例え。example", "ann@xn--r8jz45g.example"),
        ("ann@bu\u0308cher.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--strae-oqa.example", "ann@xn--strae-oqa.example"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_an_address_that_letters_reach_is_kept_in_one_form(client, typed, kept):
    answer = ask(client, typed)

    assert answer.status_code == 303
    assert Subscriber.objects.get().email == kept


def test_one_mailbox_in_other_letters_is_one_subscriber_and_gets_one_letter(client):
    for typed in ["ann@bücher.example", "ANN@BÜCHER.EXAMPLE", "Ann@xn--bcher-kva.example"]:
        ask(client, typed)

    assert Subscriber.objects.count() == 1
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "ann",
        "@example.org",
        "ann@",
        "ann@@example.org",
        "ann@example",
        "ann@localhost",
        "ann@[127.0.0.1]",
        "ann@10.0.0.11",
        "ann@exam\u200bple.org",
        "ann\u200b@example.org",
        "ann@example.org\u200b",
        "ann@exam\u00adple.org",
        "ann@straße.example",
        "ann@bü\u200bcher.example",
        "ann@ｅｘａｍｐｌｅ.org",
        "ａｎｎ@example.org",
        "änn@example.org",
        '"<svg/onload=alert(1)>"@example.com',
        '"ann smith"@example.org',
        "ann smith@example.org",
        "a@example.org, c@example.org",
        "a@example.org;c@example.org",
        "Ann <ann@example.org>",
        "ann@example.org\r\nBcc: bob@example.org",
        "ann\r\n@example.org",
        "ann\0@example.org",
        "=?utf-8?q?bob?=@example.org",
        ".ann@example.org",
        "a..n@example.org",
        "ann@-example.org",
        "ann@example..org",
        "a" * 65 + "@example.org",
        "ann@" + "a" * 64 + ".org",
        "ann@" + ".".join(["ü" * 20] * 10) + ".org",
        "a" * 255,
    ],
)
def test_an_address_that_no_letter_reaches_comes_back_with_the_error_beside_it(client, typed):
    answer = ask(client, typed)

    assert answer.status_code == 422
    assert answer.context["form"]["email"].value() == typed
    assert 'id="id_email-error"' in answer.text
    assert 'aria-describedby="id_email-hint id_email-error"' in answer.text
    assert Subscriber.objects.count() == 0


def test_what_was_typed_comes_back_as_text_and_not_as_markup(client):
    answer = ask(client, '"<svg/onload=alert(1)>"@example.com')

    assert 'value="&quot;&lt;svg/onload=alert(1)&gt;&quot;@example.com"' in answer.text
    assert "<svg/onload" not in answer.text
