from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from cramps_site.lib.spreadsheet import csv_lines
from newsletter.lists import importing
from newsletter.lists.text import NotRead
from newsletter.management.accounts import user_called
from newsletter.models import ListRow, SubscriberList
from newsletter.models.subscriber_list import ROW_COLUMNS

SHOWN = 20  # rows named on the terminal; --refused writes all
Status = SubscriberList.Status


class Command(BaseCommand):
    help = (
        "Import subscribers from CSV. With an attestation how they agreed they are subscribed; without one each is"
        " asked by a letter. Nobody who left, was suppressed or erased comes back. Safe to stop and to run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE.csv")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of each row, and keep nothing"
        )
        parser.add_argument(
            "--attestation", metavar="WORDS", default="", help="how these readers agreed, for the record"
        )
        parser.add_argument("--attested-by", metavar="USER", help="whose account stands for that")
        parser.add_argument("--refused", metavar="FILE.csv", help="write the rows that are not imported here, with why")

    def handle(self, path, dry_run, attestation, attested_by, refused, **options):
        by = self.who_attests(attestation.strip(), attested_by)
        if refused:
            begin(refused)
        the_list = self.stored(path, by)
        self.stdout.write(f"{path}: {the_list.encoding}, SHA-256 {the_list.digest}")
        try:
            self.go_on(the_list, Status.READING, "looked through")
            if not dry_run:
                self.decide(the_list, attestation.strip(), by)
                self.go_on(the_list, Status.TAKING, "imported")
            self.report(the_list, dry_run, refused)
        finally:
            if dry_run:
                the_list.delete()

    def who_attests(self, attestation, name):
        if bool(attestation) != bool(name):
            raise CommandError("--attestation and --attested-by go together: the words, and who stands for them.")
        return user_called(name, "--attested-by")

    def stored(self, path, by):
        try:
            with open(path, "rb") as file:
                return importing.store(file, path, by=by)
        except NotRead as error:
            raise CommandError(f"{path}: not imported. {error}") from None
        except OSError as error:
            raise CommandError(f"{path}: not imported, {error.strerror or error}. Look at the path.") from None

    def go_on(self, the_list, status, done):
        """Until it is in another state; a worker may do some of it meanwhile."""
        while the_list.status == status:
            try:
                importing.go_on(the_list.pk)
            except IntegrityError:
                raise CommandError("One of these subscribed at this very moment. Run it again: it goes on.") from None
            the_list.refresh_from_db()
            rows = the_list.rows.filter(fate=ListRow.Fate.IMPORTED) if status == Status.TAKING else the_list.rows
            self.stderr.write(f"\r{rows.count():,} {done}", ending="")
        self.stderr.write("")

    def decide(self, the_list, attestation, by):
        if attestation:
            the_list.attest(attestation, by=by)
        else:
            the_list.ask_each(by=by)

    def report(self, the_list, dry_run, refused):
        if refused:
            with open(refused, "w", encoding="utf-8", newline="") as file:
                file.writelines(csv_lines(ROW_COLUMNS, the_list.rows.not_imported().as_cells()))
        rows = the_list.rows.not_imported()
        for row in rows[:SHOWN]:
            self.stdout.write(f"line {row.line:,}, {row.typed or 'empty'}: {row.why or row.get_fate_display()}")
        if rows.count() > SHOWN:
            self.stdout.write(f"… and {rows.count() - SHOWN:,} more; --refused FILE.csv writes all.")
        for fate, count in the_list.counts().items():
            words = "Would be new" if dry_run and fate == ListRow.Fate.NEW else ListRow.Fate(fate).label
            self.stdout.write(f"{count:>9,}  {words}")


def begin(path):
    """The file of the refused rows, before anything is imported whose refusals could then not be told."""
    try:
        with open(path, "w"):
            pass
    except OSError as error:
        raise CommandError(f"{path}: cannot be written, {error.strerror}. Give --refused another file.") from None
