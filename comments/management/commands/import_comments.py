from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from articles.models import User
from comments import importing


class Command(BaseCommand):
    help = (
        "Store comments from WordPress's export (WXR), from Disqus's XML, or from export_comments --format json."
        " Safe to stop and to run again: what is here already stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="FILE")
        parser.add_argument(
            "--format", choices=importing.FORMATS, help="where a file does not show by itself what it is"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and store nothing")
        parser.add_argument("--by", metavar="USER", help="whom the record names for their states; else nobody")

    def handle(self, paths, format, dry_run, by, **options):
        run = importing.Import(by=user_called(by), dry_run=dry_run)
        for path in paths:
            count = sum(1 for _ in readable(path, format))  # whole and well-formed, before anything is stored
            self.stdout.write(f"{path}: {count:,} comments")
        run.run(comments_of(paths, format))
        run.orphans(comments_of(paths, format))
        self.report(run)

    def report(self, run):
        for row, why in [*run.skipped, *run.changed]:
            self.stdout.write(f"{row}: {why}")
        table = {"would be imported" if run.dry_run else "imported": run.new, "here already": run.already}
        table |= {f"skipped: {why}": count for why, count in reasons(run.skipped)}
        table |= {f"changed: {why}": count for why, count in reasons(run.changed)}
        for words, count in table.items():
            self.stdout.write(f"{count:>9,}  {words}")


def user_called(name):
    try:
        return User.objects.get_by_natural_key(name) if name else None
    except User.DoesNotExist:
        raise CommandError(f"Nobody here signs in as {name}. Give --by the name of an account.") from None


def comments_of(paths, format):
    return (comment for path in paths for comment in readable(path, format))


def readable(path, format):
    """The comments of a file. Raises CommandError for what is none."""
    try:
        yield from importing.read(path, format)
    except importing.NotImported as error:
        raise CommandError(f"{path}: not imported, {error}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path}: not imported, it is not UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        raise CommandError(f"{path}: not imported, {error.strerror or error}. Look at the path.") from None


def reasons(rows):
    return Counter(why for _, why in rows).most_common()
