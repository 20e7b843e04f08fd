import pytest

from newsletter.bounces.statuses import kind_of


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        (250, "2.1.5 Ok", "delivered"),
        (250, "OK", "delivered"),
        (550, "5.1.1 No such mailbox", "hard"),
        (550, "5.1.1 <ada@192.0.2.1> unknown", "hard"),
        (550, "5.1.2 Bad destination system", "hard"),
        (550, "5.1.10 RecipientNotFound", "hard"),
        (556, "5.1.10 Domain does not accept mail", "hard"),
        (550, "5.2.1 The account is disabled", "hard"),
        (0, "5.1.1", "hard"),
        (551, "User not local", "hard"),
        (553, "Mailbox name not allowed", "hard"),
        (550, "No such user here", "hard"),
        (550, "Requested action not taken: mailbox unknown", "hard"),
        (550, "The mail server at 192.5.1.1 is blocked", None),
        (550, "Requested action not taken", None),
        (550, "5.0.0 Administrative prohibition", None),
        (552, "5.2.2 Mailbox full", "soft"),
        (552, "Exceeded storage allocation", "soft"),
        (452, "4.2.2 Mailbox full", "soft"),
        (550, "5.3.0 Other mail system status", "soft"),
        (550, "5.4.4 Unable to route", "soft"),
        (450, "Try again later", "soft"),
        (421, "Service not available, closing the channel", "policy"),
        (421, "4.7.0 Too many letters from you", "policy"),
        (451, "4.7.1 Greylisted", "policy"),
        (550, "5.7.1 Blocked, see https://example.org/5.1.1", "policy"),
        (553, "5.7.1 Relaying denied", "policy"),
        (550, "5.1.8 Bad sender's system address", "policy"),
        (552, "5.3.4 Message too big", "policy"),
        (554, "Transaction failed", "policy"),
        (554, "Not wanted, see https://example.org/5.1.1?code=5.1.1", "policy"),
        (550, "552-5.2.2 Full", "soft"),
        (550, "no mailbox here by that name. (#5.1.1)", "hard"),
        (354, "Go ahead", None),
        (0, "", None),
    ],
)
def test_an_answer_counts_against_a_mailbox_only_if_it_speaks_of_it(code, words, kind):
    assert kind_of(code, words) == kind
