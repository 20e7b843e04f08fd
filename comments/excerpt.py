"""A few of a reader's words, for mail: short, on one line, and leading nowhere."""

import re

from comments.plain_text import one_line

SHOWN_LENGTH = 80  # characters of the reader's own, counted before any is changed
# Dots before a letter, as between a host and its domain, also those that browsers take for one
# (UTS 46, section 2.3); the dots of four numbers; what makes an address of a scheme or a mailbox.
DOT = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61](?=[^\W\d_])")
QUAD = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
MAILBOX = re.compile(r"(?<=\S)[@\uff20](?=\S)")


def excerpt(text, length=SHOWN_LENGTH):
    """At most `length` characters of `text`, in a form that no mail program makes a link of."""
    line = one_line(text[: 10 * length])
    return defanged(line if len(line) <= length else f"{line[: length - 1].rstrip()}…")


def defanged(text):
    text = DOT.sub("[.]", text.replace("://", "[://]"))
    return MAILBOX.sub("[at]", QUAD.sub(lambda match: match[0].replace(".", "[.]"), text))
