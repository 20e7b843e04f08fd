"""What a mail server's answer says of the mailbox (RFC 3463 and its registry; RFC 5321, section 4.2.3)."""

import re

from newsletter.models import DeliveryEvent

Kind = DeliveryEvent.Kind
CAME_BACK = [Kind.HARD, Kind.SOFT, Kind.POLICY]
ENHANCED = re.compile(r"(?<![\w./=])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY_CODE = re.compile(r"(?<![\d.])[245]\d\d(?![\d.])")

# Of class 5 ("permanent") by subject and detail. Without a detail of its own, a subject's line holds.
PERMANENT = {
    "1.1": Kind.HARD,  # no such mailbox
    "1.2": Kind.HARD,  # no such domain
    "1.3": Kind.HARD,  # no valid address
    "1.6": Kind.HARD,  # has moved, nobody knows where
    "1.10": Kind.HARD,  # the domain takes no mail at all (RFC 7505)
    "1": Kind.POLICY,  # 1.7 and 1.8 are of our own address
    "2.1": Kind.HARD,  # disabled
    "2.2": Kind.SOFT,  # full
    "2.3": Kind.POLICY,  # the letter is too long
    "2": Kind.SOFT,
    "3": Kind.SOFT,
    "3.4": Kind.POLICY,  # the letter is too big
    "4": Kind.SOFT,
    "5": Kind.POLICY,  # the way we speak
    "6": Kind.POLICY,  # the way the letter is written
    "7": Kind.POLICY,  # security, spam, blocked networks
}
OF_THE_SENDER = re.compile(r"(?<![\w./=])5\.1\.[78](?![\d.])")  # our own address is badly written, or has no domain
CLOSING = 421  # said to us, of whomever we were speaking (RFC 5321, section 4.2.2)
THROTTLED = 454  # by our own mail server, as Amazon's says it
# A 550 that gives no enhanced code is hard only if its words name the mailbox: it may be a block as well.
BASIC = {551: Kind.HARD, 552: Kind.SOFT, 553: Kind.HARD, 554: Kind.POLICY}
NO_SUCH_MAILBOX = re.compile(
    r"(user|mailbox|recipient|address|account)\b.{0,40}\b(unknown|not found|not exist|disabled|no longer|inactive)"
    r"|(no such|unknown|invalid) (\w+ )?(user|mailbox|recipient|address|account)",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(code, words):
    """What the answer `code` (250, 451, 550…; 0 if only an enhanced code is known) and its `words` say.

    None: nothing that counts for or against the mailbox. An enhanced code in the words goes before the basic one.
    """
    found = ENHANCED.search(words)
    first, subject, detail = found.groups() if found else (str(code)[:1], "0", "0")
    if first == "2":
        return Kind.DELIVERED
    if first == "4":
        return Kind.POLICY if subject == "7" or code in {CLOSING, THROTTLED} else Kind.SOFT
    if first != "5":
        return None
    enhanced = PERMANENT.get(f"{subject}.{detail}") or PERMANENT.get(subject)
    return enhanced or BASIC.get(code) or (Kind.HARD if NO_SUCH_MAILBOX.search(words) else None)


def bounce_of(words, *, own=None):
    """Which kind of bounce the words of a server tell of, such as "smtp; 550 5.1.1 No such user".

    An enhanced code goes before `own`, what the teller itself calls it, and that before other words. In doubt it is
    a block, which counts against nobody.
    """
    reply = REPLY_CODE.search(words)
    kind = kind_of(int(reply[0]) if reply else 0, words)
    told = kind if kind in CAME_BACK else None
    return (told if ENHANCED.search(words) else None) or own or told or Kind.POLICY


def codes_in(words):
    """Both codes of an answer: "550 5.1.1"."""
    return " ".join(found[0] for found in [REPLY_CODE.search(words), ENHANCED.search(words)] if found)
