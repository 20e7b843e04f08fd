from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import importing


class Command(BaseCommand):
    help = "Store articles from files: Markdown with YAML front matter, or plain text with its title in the first line."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--publish", action="store_true", help="publish them now; else they are drafts")
        parser.add_argument("--title", default="", help="the title of a text that has none; with one PATH only")

    def handle(self, paths, publish, title, **options):
        if title and len(paths) > 1:
            raise CommandError("--title is for one file. Import the others without it.")
        refused = [path for path in paths if not self.take(path, publish, " ".join(title.split()))]
        if refused:
            raise CommandError(f"{len(refused)} of {len(paths)} not imported.")

    def take(self, path, publish, title):
        try:
            manuscript = importing.read(path, title=title)
            published_at = (manuscript.published or timezone.now()) if publish else None
            article, is_new = importing.store(manuscript, published_at=published_at)
        except importing.NotImported as error:
            self.stderr.write(f"{path}: not imported, {' '.join(str(error).split())}")
            return False
        if is_new:
            self.stdout.write(f"{path}: {article.state.lower()} “{article}” at {article.get_absolute_url()}")
            for part in manuscript.left_out:
                self.stdout.write(f"{path}: left out {part}")
        else:
            self.stdout.write(f"{path}: already here as “{article}”, nothing added")
        return True
