"""Returned mail, from where a mail server puts it: a Maildir, a folder of files, an mbox, or a pipe."""

from contextlib import closing
from hashlib import sha256
from mailbox import mbox
from pathlib import Path

from django.conf import settings

from newsletter.bounces.reports import NoReport, read, tokens_written_to
from newsletter.bounces.rules import Event, letter_of, take
from newsletter.models import Subscriber
from newsletter.models.subscriber import LEAVE

LARGEST = 10 * 1024 * 1024  # bytes
KEPT_AT_MOST = 1000  # mails; the address is known to everybody


def take_mail(raw):
    """What a mail tells of one of our letters, in words for the log. Raises NoReport; the mail then changed nothing."""
    if len(raw) > LARGEST:
        raise NoReport(f"has more than {LARGEST // 1024**2} MB")
    leaving = who_leaves(raw)
    if leaving:
        return f"{'Leaves' if leaving.leave() else 'Had left before'} by mail (subscriber {leaving.pk})"
    report = read(raw)
    found = {token: letter_of(token) for token in report.tokens}
    letters = {name_of(sent): token for token, sent in found.items() if sent}
    if len(letters) != 1:
        raise NoReport("is of several letters" if letters else "is of no letter of ours")
    ((which, token),) = letters.items()
    name = report.message_id.encode(errors="replace") or raw
    event_id = f"mail:{sha256(name).hexdigest()}:{which.removeprefix('delivery ')}"
    event = Event(token, event_id, report.kind, report.code, report.words, report.happened_at)
    is_new = take(event)
    return f"{report.kind.label} ({which}{'' if is_new else ', known before'})"


def name_of(sent):
    """“delivery 4711”: letters of issues and others count from 1 each."""
    return f"{sent._meta.verbose_name} {sent.pk}"


def who_leaves(raw):
    """Whose mail program wrote to the second address of List-Unsubscribe: its token can do nothing else. Or None."""
    readers = (Subscriber.objects.from_link(LEAVE, token) for token in tokens_written_to(raw))
    return next(filter(None, readers), None)


def mails_in(path):
    """(name, bytes, what to call when it has been read) of each mail that `path` holds. Nothing is ever deleted."""
    path = Path(path)
    if (path / "new").is_dir():
        for file in sorted((path / "new").iterdir()):
            yield file.name, contents(file), lambda file=file: mark_as_seen(file)
    elif path.is_dir():
        for file in sorted(file for file in path.iterdir() if file.is_file()):
            yield file.name, contents(file), done
    elif contents(path).startswith(b"From "):
        with closing(mbox(path, create=False)) as mails:
            for number, mail in enumerate(mails, 1):
                yield f"{path.name} {number}", mail.as_bytes(), done
    else:
        yield path.name, contents(path), done


def contents(file):
    """At most a byte more than we read."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def mark_as_seen(file):
    """As every mail program does in a Maildir."""
    file.rename(file.parent.parent / "cur" / f"{file.name.partition(':')[0]}:2,S")


def done():
    """It may be read again: a report counts once."""


def keep(raw):
    """What came by a pipe and tells us nothing is not thrown away. Where it is, or None if there is no room."""
    folder = settings.DATA_DIR / "bounces"
    folder.mkdir(exist_ok=True)
    path = folder / f"{sha256(raw).hexdigest()[:16]}.eml"
    if not path.exists() and sum(1 for _ in folder.iterdir()) >= KEPT_AT_MOST:
        return None
    path.write_bytes(raw)
    return path
