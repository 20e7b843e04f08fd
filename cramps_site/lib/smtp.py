"""The line to the mail server: one letter to one mailbox, and whether it may have arrived when the line breaks."""

from contextlib import suppress
from smtplib import SMTP, SMTP_SSL, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

from django.core.mail.backends.smtp import EmailBackend

from cramps_site.lib.conversation import CLOSING, Conversation, Step

# Servers look for spam and viruses before they say yes; giving up earlier leaves us not knowing.
ANSWER_TAKES_AT_MOST = 300  # seconds
GO_ON = 354  # "start mail input", said to DATA alone


class MayHaveArrived(Exception):
    """The connection broke after the letter was handed over and before the server said yes."""


class Server(EmailBackend):
    """Django's SMTP backend, which also knows whether the letter itself was on its way."""

    def open(self):
        is_new = super().open()
        self.connection.ehlo_or_helo_if_needed()
        return is_new

    def close(self):
        """With a goodbye, which may be waited for."""
        with suppress(OSError):  # whatever is closed already
            self.connection and self.socket and self.socket.settimeout(self.timeout)
        super().close()

    @property
    def socket(self):
        return self.connection.sock

    def hand_over(self, sender, address, letter):
        """The Conversation in which the bytes of one letter go over the open line. `sender` stands on its envelope."""
        return self.connection.conversation(sender, address, letter)

    @property
    def connection_class(self):
        return Connection if super().connection_class is SMTP else EncryptedConnection


class OneLetter:
    """Mixed into smtplib's connections.

    Envelope and letter take two round trips instead of four where the server allows it (PIPELINING, RFC 2920).
    """

    def sendmail(self, sender, addresses, letter, *_):
        """As smtplib's for one address and bytes: raises the same, and MayHaveArrived."""
        [address] = addresses
        self.ehlo_or_helo_if_needed()
        conversation = self.conversation(sender, address, letter)
        while not conversation.is_over:
            conversation.wait()
        if conversation.error:
            raise conversation.error
        return {}

    def conversation(self, sender, address, letter):
        """The Conversation that hands the letter over: its `error` is None, or what `sendmail` would raise."""
        size = f" size={len(letter)}" if self.has_extn("size") else ""
        envelope = [f"MAIL FROM:<{sender}>{size}", f"RCPT TO:<{address}>", "DATA"]
        if any(set("\r\n") & set(command) for command in envelope):
            raise ValueError("A command of the mail server's language is one line.")
        if self.sock is None:
            raise SMTPServerDisconnected("please run connect() first")
        self.sock.setblocking(False)
        return Conversation(self.sock, self.steps(sender, address, envelope, letter))

    def steps(self, sender, address, envelope, letter):
        replies = yield from self.replies_to(envelope)
        if [is_yes(code) for code, _ in replies] != [True, True, False] or replies[-1][0] != GO_ON:
            yield from self.give_up(replies[-1][0])
            raise refusal(replies, sender, address)
        try:
            [(code, words)] = yield Step(as_data(letter), 1, ANSWER_TAKES_AT_MOST)
        except Exception as error:
            raise MayHaveArrived(str(error)) from error
        if code < 0:
            raise MayHaveArrived(f"The mail server answered {words!r}.")
        if not is_yes(code):
            raise SMTPDataError(code, words)

    def replies_to(self, commands):
        """What the server says to each; to those after a no it may not be asked any more."""
        said_at_once = [commands] if self.has_extn("pipelining") else [[command] for command in commands]
        replies = []
        for said in said_at_once:
            replies += yield Step(
                "".join(f"{command}\r\n" for command in said).encode("ascii"), len(said), self.timeout
            )
            if not is_yes(replies[-1][0]):
                break
        return replies

    def give_up(self, code):
        """Nothing of this letter goes. One that waits for its text gets an empty one: nobody was accepted for it."""
        with suppress(OSError):  # what the server said before counts
            if code != CLOSING:
                yield Step(b".\r\n" if code == GO_ON else b"RSET\r\n", 1, self.timeout)


def as_data(letter):
    """With its dots doubled where they begin a line, and the dot that ends it (RFC 5321, section 4.5.2)."""
    first = b"." if letter.startswith(b".") else b""
    end = b".\r\n" if letter.endswith(b"\r\n") else b"\r\n.\r\n"
    if b"\n." in letter:
        letter = letter.replace(b"\n.", b"\n..")
    return first + letter + end


def is_yes(code):
    return 200 <= code < 300


def refusal(replies, sender, address):
    """The first no, as smtplib's exception for the command that it was said to."""
    (mail, words), *others = replies
    if not is_yes(mail):
        return SMTPSenderRefused(mail, words, sender)
    if not is_yes(others[0][0]):
        return SMTPRecipientsRefused({address: others[0]})
    return SMTPDataError(*replies[-1])


class Connection(OneLetter, SMTP):
    pass


class EncryptedConnection(OneLetter, SMTP_SSL):
    pass
