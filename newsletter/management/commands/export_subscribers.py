from django.core.management.base import BaseCommand, CommandError

from cramps_site.lib.spreadsheet import csv_lines
from newsletter.lists import exporting
from newsletter.management.accounts import user_called


class Command(BaseCommand):
    help = (
        "Write the subscribers to a CSV file, which import_subscribers reads: the confirmed, unless asked for others."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE.csv")
        parser.add_argument(
            "--status", action="append", choices=exporting.WITH_ADDRESS, help="may be given more than once"
        )
        parser.add_argument("--by", metavar="USER", help="whom the record names; else nobody")

    def handle(self, path, status, by, **options):
        user = user_called(by, "--by")
        try:
            with open(path, "w", encoding="utf-8", newline="") as file:
                rows = exporting.export(status or ["confirmed"], by=user)
                count = -1  # the first line names the columns
                for line in csv_lines(exporting.COLUMNS, rows):
                    file.write(line)
                    count += 1
        except OSError as error:
            raise CommandError(f"{path}: not written, {error.strerror}. Choose a file that can be written.") from None
        self.stdout.write(f"{path}: {count:,} subscribers")
