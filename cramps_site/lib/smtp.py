"""The line to the mail server: one letter to one mailbox, and whether it may have arrived when the line breaks."""

from contextlib import suppress
from smtplib import SMTP, SMTP_SSL, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.core.mail.backends.smtp import EmailBackend

# Servers look for spam and viruses before they say yes; giving up earlier leaves us not knowing.
ANSWER_TAKES_AT_MOST = 300  # seconds
CLOSING = 421  # "service not available, closing transmission channel" (RFC 5321, section 4.2.2)
GO_ON = 354  # "start mail input", said to DATA alone


class MayHaveArrived(Exception):
    """The connection broke after the letter was handed over and before the server said yes."""


class Server(EmailBackend):
    """Django's SMTP backend, which also knows whether the letter itself was on its way."""

    def hand_over(self, sender, address, letter):
        """Send the bytes of one letter over the open line. `sender` stands on its envelope."""
        self.connection.sendmail(sender, [address], letter)

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
        size = f" size={len(letter)}" if self.has_extn("size") else ""
        replies = self.replies_to([f"MAIL FROM:<{sender}>{size}", f"RCPT TO:<{address}>", "DATA"])
        if [is_yes(code) for code, _ in replies] != [True, True, False] or replies[-1][0] != GO_ON:
            self.give_up(replies[-1][0])
            raise refusal(replies, sender, address)
        code, words = self.reply_to(letter)
        if not is_yes(code):
            raise SMTPDataError(code, words)
        return {}

    def replies_to(self, commands):
        """What the server says to each; to those after a no it may not be asked any more."""
        if any(set("\r\n") & set(command) for command in commands):
            raise ValueError("A command of the mail server's language is one line.")
        at_once, replies = self.has_extn("pipelining"), []
        if at_once:
            self.send("".join(f"{command}\r\n" for command in commands))
        for command in commands:
            replies.append(self.getreply() if at_once else self.docmd(command))
            if replies[-1][0] == CLOSING or not (at_once or is_yes(replies[-1][0])):
                break
        return replies

    def give_up(self, code):
        """Nothing of this letter goes. One that waits for its text gets an empty one: nobody was accepted for it."""
        with suppress(OSError):  # what the server said before counts
            self.docmd(".") if code == GO_ON else self.rset()

    def reply_to(self, letter):
        """Hand the letter over: what the server says of it. MayHaveArrived if it does not say."""
        letter = letter.replace(b"\n.", b"\n..")
        if letter.startswith(b"."):
            letter = b"." + letter
        self.sock.settimeout(ANSWER_TAKES_AT_MOST)
        try:
            self.send(letter + (b".\r\n" if letter.endswith(b"\r\n") else b"\r\n.\r\n"))
            code, words = self.getreply()
        except Exception as error:
            raise MayHaveArrived(str(error)) from error
        if code < 0:
            raise MayHaveArrived(f"The mail server answered {words!r}.")
        self.sock.settimeout(self.timeout)
        return code, words


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
