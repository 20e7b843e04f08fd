import sys
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from newsletter.bounces.reports import NoReport
from newsletter.bounces.returned_mail import LARGEST, keep, mails_in, take_mail

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: a mail server keeps the mail and pipes it once more


class Command(BaseCommand):
    help = "Read reports of letters that came back: from Maildirs, folders, files or mboxes, or one mail from a pipe."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", metavar="PATH", help="without one, a mail is read from standard input")

    def handle(self, paths, **options):
        with database_or_later():
            if paths:
                self.read_all(paths)
            else:
                self.read_pipe(sys.stdin.buffer.read(LARGEST + 1))

    def read_all(self, paths):
        taken = not_taken = 0
        for path in paths:
            try:
                for name, raw, read_it in mails_in(path):
                    is_taken = self.tell(name, raw)
                    taken, not_taken = taken + is_taken, not_taken + (not is_taken)
                    read_it()
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror or error}") from error
        self.stdout.write(f"{taken} of {taken + not_taken} told of a letter.")

    def read_pipe(self, raw):
        if not raw:
            raise CommandError("Nothing came in. Give a PATH, or pipe a mail in.")
        if self.tell("the mail", raw):
            return
        kept = keep(raw)
        if kept is None:
            raise CommandError(
                "There is no room for it: look into DATA_DIR/bounces, and empty it.", returncode=TRY_AGAIN
            )
        self.stdout.write(f"It is kept in {kept}")

    def tell(self, name, raw):
        """True if the mail told of a letter of ours."""
        try:
            self.stdout.write(f"{name}: {take_mail(raw)}")
        except NoReport as error:
            self.stdout.write(f"{name}: nothing taken, it {error}")
            return False
        return True


@contextmanager
def database_or_later():
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise CommandError(f"The database does not answer: {error}", returncode=TRY_AGAIN) from error
