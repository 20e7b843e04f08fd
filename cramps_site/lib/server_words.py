"""What other people's mail servers and programs say, as a line that can be stored and shown."""

import re

NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def one_line(said):
    """`said`, text or bytes of any kind, without line ends, and what is no character or turns others round."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(NOT_SHOWN.sub(" ", text).split())


def without_address(said, address):
    """`said`, where it may be kept longer than `address`: no address stands in it, nor what stands before its @."""
    name = re.escape(address.partition("@")[0])
    return re.sub(rf"\S*@\S*|(?<!\w){name}(?!\w)" if name else r"\S*@\S*", "…", said, flags=re.IGNORECASE)
