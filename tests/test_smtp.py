"""The envelope of a letter, to a server that says word for word what a test wants."""

import socket
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from threading import Thread

import pytest

from cramps_site.lib.smtp import Connection, MayHaveArrived

LETTER = b"Subject: Cramps\r\n\r\n.Hello\r\n"
ENVELOPE = b"MAIL FROM:<letters@example.org>\r\nRCPT TO:<ada@example.org>\r\nDATA\r\n"
GREETING = [(b"", "220 here"), (b"ehlo", "250-here\r\n250 PIPELINING")]


class Scripted:
    """Says each answer of `script`, a line or bytes, once it has heard what stands before it; keeps what it `heard`."""

    def __init__(self, script):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.heard, self.script = b"", [*GREETING, *script]
        self.thread = Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with self.listening, self.listening.accept()[0] as line:
            for expected, answer in self.script:
                while expected not in self.heard:
                    self.heard += line.recv(65536)
                line.sendall(answer if isinstance(answer, bytes) else f"{answer}\r\n".encode())

    def take(self, letter=LETTER):
        """Hand it the letter."""
        connection = Connection(*self.listening.getsockname(), timeout=10)
        try:
            connection.sendmail("letters@example.org", ["ada@example.org"], letter)
        finally:
            connection.close()
            self.thread.join(10)


def test_the_whole_envelope_is_said_at_once_to_a_server_that_allows_it():
    server = Scripted([(ENVELOPE, "250 ok\r\n250 ok\r\n354 go on"), (b"\r\n.\r\n", "250 taken")])

    server.take()

    assert server.heard.endswith(ENVELOPE + b"Subject: Cramps\r\n\r\n..Hello\r\n.\r\n")


def test_a_recipient_that_is_refused_gets_no_letter_even_if_the_server_asks_for_its_text():
    server = Scripted([(ENVELOPE, "250 ok\r\n550 5.1.1 nobody\r\n354 go on"), (b"DATA\r\n.\r\n", "554 to nobody")])

    with pytest.raises(SMTPRecipientsRefused, match="nobody"):
        server.take()

    assert b"Hello" not in server.heard


def test_a_server_that_closes_at_once_is_not_asked_what_it_will_never_say():
    server = Scripted([(ENVELOPE, "421 4.7.0 closing")])

    with pytest.raises(SMTPSenderRefused, match="closing"):
        server.take()


def test_a_server_that_says_no_before_it_heard_the_whole_letter_is_told_the_rest():
    server = Scripted([(ENVELOPE, "250 ok\r\n250 ok\r\n354 go on"), (b"Cramps", "552 too large"), (b"\r\n.\r\n", "")])

    with pytest.raises(SMTPDataError, match="too large"):
        server.take(b"Cramps come at night.\r\n" * 100_000)

    assert server.heard.endswith(b"Cramps come at night.\r\n.\r\n")


def test_a_server_that_answers_in_pieces_is_heard_to_the_end():
    pieces = [(ENVELOPE, b"250-o"), (b"", b"k\r\n250 ok\r\n250 ok\r\n35"), (b"", "4 go on")]
    server = Scripted([*pieces, (b"\r\n.\r\n", "250 taken")])

    server.take()

    assert server.heard.endswith(b"\r\n.\r\n")


def test_an_answer_that_is_none_leaves_it_open_whether_the_letter_arrived():
    server = Scripted([(ENVELOPE, "250 ok\r\n250 ok\r\n354 go on"), (b"\r\n.\r\n", "What a nice letter")])

    with pytest.raises(MayHaveArrived, match="nice letter"):
        server.take()


def test_nothing_can_be_smuggled_into_the_envelope():
    connection = Connection("")
    connection.ehlo_resp, connection.esmtp_features = b"here", {"pipelining": ""}

    with pytest.raises(ValueError, match="one line"):
        connection.sendmail("letters@example.org", ["ada@example.org>\r\nRCPT TO:<eve@example.org"], LETTER)
