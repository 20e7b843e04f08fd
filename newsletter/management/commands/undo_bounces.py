from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.bounces import storm
from newsletter.desk.suppressions import names_no_address
from newsletter.management.accounts import user_called
from newsletter.models import Suppression

MOST_HOURS = 24 * 31


class Command(BaseCommand):
    help = (
        "Take back the suppressions that bounces brought within some hours: a broken mail server refused everybody. "
        "Says how many; changes nothing without --really. Complaints, and what people asked for, stay."
    )

    def add_arguments(self, parser):
        parser.add_argument("--hours", type=float, required=True, help="how long it lasted")
        parser.add_argument("--until", default="", help="when it ended, such as 2026-11-30T18:00; now if absent")
        parser.add_argument("--really", action="store_true", help="take them back; needs --by and --why")
        parser.add_argument("--by", default="", metavar="USER", help="whose decision it is")
        parser.add_argument("--why", default="", metavar="WORDS", help="kept for good, so without addresses")

    def handle(self, hours, until, really, by, why, **options):
        end = moment(until)
        if not 0 < hours <= MOST_HOURS:
            raise CommandError(f"--hours is more than 0, and {MOST_HOURS} at most.")
        found = storm.brought(end - timedelta(hours=hours), end)
        for cause in storm.BY_BOUNCES:
            self.stdout.write(f"{found.filter(cause=cause).count():,}: {Suppression.Cause(cause).label}")
        if really:
            self.take_back(found, user_called(by, "--by"), why)
        else:
            self.stdout.write("Nothing was changed. With --really, --by and --why they are taken back.")

    def take_back(self, found, by, why):
        if by is None or not why.strip():
            raise CommandError("Say who decides it (--by USER), and why (--why WORDS): both are kept.")
        try:
            names_no_address(why)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        taken = storm.take_back(found, by=by, why=why.strip())
        self.stdout.write(f"Taken back: {taken:,}. Those who were confirmed get the next issue again.")


def moment(written):
    """By the site's time, where it names no other."""
    try:
        read = datetime.fromisoformat(written) if written else timezone.now()
    except ValueError:
        raise CommandError(f"--until is no time: {written}. Write 2026-11-30T18:00.") from None
    return timezone.make_aware(read) if timezone.is_naive(read) else read
