"""The bytes of a list as text, whatever wrote them."""

import codecs
import hashlib
import io

LARGEST = 30 * 1024 * 1024  # bytes; the proxy in front takes 32 MB
PIECE = 64 * 1024
MARKS = [  # byte order marks, the longer ones first
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
]


class NotRead(Exception):
    """What is wrong with a file, in words for whoever chose it. Nothing was taken of it."""


def digest_of(file):
    """SHA-256 of a binary file."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def encoding_of(file):
    """(codec, name for people) of a binary file: by its byte order mark, else UTF-8, else Latin-1.

    Latin-1 takes any bytes. Addresses are the same letters in all of its kin, and nothing else is kept.
    """
    file.seek(0, io.SEEK_END)
    if file.tell() > LARGEST:
        raise NotRead(f"The file is larger than {LARGEST // 1024 // 1024} MB. Split it, or leave columns out.")
    file.seek(0)
    head = file.read(4)
    for mark, codec, name in MARKS:
        if head.startswith(mark):
            return codec, name
    return ("utf-8", "UTF-8") if is_utf_8(file) else ("latin-1", "Latin-1")


def is_utf_8(file):
    decoder, is_one = codecs.getincrementaldecoder("utf-8")(), True
    file.seek(0)
    while piece := file.read(PIECE):
        if b"\0" in piece:
            raise NotRead("This is no text. Save the list as CSV in UTF-8; a spreadsheet's own files are not read.")
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            is_one = False
    return is_one


def as_text(file, codec):
    """The file from its beginning, for the csv module. It stays open when the text is let go."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding=codec, newline="")
