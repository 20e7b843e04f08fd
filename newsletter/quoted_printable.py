"""Quoted-printable (RFC 2045, section 6.7) that never breaks certain words over two lines."""

import re

DOT = "=2E"
LONGEST = 75  # of the 76 characters of a line, the last is for the `=` that says it goes on


def quoted_printable(text, *, whole=()):
    """ASCII lines of at most 76 characters, each ended by CRLF. None begins with a dot, which ends a letter in SMTP.

    The words in `whole`, of letters, digits, `-` and `_`, stand unbroken.
    """
    pieces = re.compile("|".join([*map(re.escape, whole), r"[\s\S]"]))
    lines = re.sub(r"\r\n?", "\n", text).removesuffix("\n").split("\n")
    return "".join(f"{encoded(pieces.findall(line))}\r\n" for line in lines)


def encoded(pieces):
    line, room = [], LONGEST
    for number, piece in enumerate(pieces, start=1):
        is_last = number == len(pieces)
        written = piece if len(piece) > 1 else character(piece, is_last)
        if len(written) > room:
            line.append("=\r\n")
            room = LONGEST
        if written == "." and room == LONGEST:
            written = DOT
        line.append(written)
        room -= len(written)
    return "".join(line)


def character(piece, is_last):
    """Spaces at the end of a line are lost on the way."""
    if ("!" <= piece <= "~" and piece != "=") or (piece in " \t" and not is_last):
        return piece
    return "".join(f"={byte:02X}" for byte in piece.encode())
