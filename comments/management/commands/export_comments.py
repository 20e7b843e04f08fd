from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comments import exporting
from comments.models import Status


class Command(BaseCommand):
    help = "Write comments to a file, oldest first. Approved ones without addresses, unless asked for more."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE")
        parser.add_argument("--format", choices=exporting.FORMATS, required=True)
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="only those posted on this day or later")
        parser.add_argument("--state", action="append", choices=Status.values, help="may be given more than once")
        parser.add_argument("--with-addresses", action="store_true", help="the writers' e-mail addresses too")

    def handle(self, path, format, since, state, with_addresses, **options):
        found = exporting.rows(
            states=state or [Status.APPROVED], since=day(since) if since else None, with_addresses=with_addresses
        )
        try:
            with open(path, "w", encoding="utf-8", newline="") as file:
                count = exporting.FORMATS[format](file, found)
        except OSError as error:
            raise CommandError(f"{path}: not written, {error.strerror}. Choose a file that can be written.") from None
        self.stdout.write(f"{path}: {count:,} comments")


def day(text):
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time()))
    except ValueError:
        raise CommandError(f"{text} is no day. Write it like 2026-03-31.") from None
